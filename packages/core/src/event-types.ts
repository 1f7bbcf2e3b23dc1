import type { LocalDate } from './calendar.ts';
import type { MetricFactPayload } from './kpi.ts';

/** The four subgraphs. */
export const serviceNames = ['partners', 'deals', 'enablement', 'incentives'] as const;
export type ServiceName = (typeof serviceNames)[number];

/** The name that another system gives to an object. */
export interface ExternalName {
  readonly system: string;
  readonly externalId: string;
}

/** What the other services know of a partner: enough to scope, rate and score without asking. */
export interface PartnerChanged {
  readonly partnerId: string;
  readonly displayName: string;
  readonly types: readonly string[];
  readonly segment: string | null;
  readonly status: string;
  readonly programId: string | null;
  readonly timeZone: string;
  readonly currency: string;
  readonly deliveredScopes: readonly string[];
  /** Where it works, as paths of regions; a partner without any works everywhere. */
  readonly regions: readonly string[];
  /** The first day of its present enrolment; null while it is in no program. */
  readonly enrolledOn: LocalDate | null;
  readonly tiers: readonly {
    readonly tierId: string;
    readonly rank: number;
    readonly from: LocalDate;
    readonly to: LocalDate | null;
  }[];
  readonly camIds: readonly string[];
  readonly externalReferences: readonly ExternalName[];
  readonly version: number;
}

/** What the other services know of a product line. */
export interface ProductLineChanged {
  readonly productLineId: string;
  readonly code: string;
  readonly name: string;
  readonly isActive: boolean;
  readonly externalReferences: readonly ExternalName[];
  readonly version: number;
}

/** A partner user joined, changed or left their company. */
export interface PartnerUserChanged {
  readonly userId: string;
  readonly partnerId: string;
  readonly status: 'INVITED' | 'ACTIVE' | 'DISABLED';
  readonly externalReferences: readonly ExternalName[];
}

/** Figures about one partner, at most 500 in one event. */
export interface MetricsRecorded {
  readonly partnerId: string;
  readonly facts: readonly MetricFactPayload[];
}

/** The recurring revenue of a managed contract in months that are closed, or that were corrected. */
export interface ContractMonthsClosed {
  readonly contractId: string;
  readonly partnerId: string;
  readonly customerId: string;
  readonly currency: string;
  readonly productLineIds: readonly string[];
  readonly months: readonly {
    /** The first day of the month. */
    readonly month: LocalDate;
    /** A decimal text in `currency`; `'0.00'` for a month in which the contract was not active. */
    readonly mrr: string;
  }[];
}

/** What became of a deal registration; never anything about a rival. */
export interface RegistrationMoved {
  readonly registrationId: string;
  readonly partnerId: string;
  readonly kind: string;
  readonly status: string;
  /** Null while it is a draft. */
  readonly customerId: string | null;
  readonly productLineIds: readonly string[];
  readonly protectedFrom: LocalDate | null;
  /** The first day after the protection. */
  readonly protectedTo: LocalDate | null;
  readonly reasons: readonly string[];
  readonly policyVersionId: string | null;
}

/** A conflict was opened or decided. Sent to each partner that is a party to it, as its own side sees it. */
export interface ConflictMoved {
  readonly conflictId: string;
  readonly partnerId: string;
  readonly kind: string;
  readonly status: string;
  readonly registrationId: string | null;
  /** Whether it was decided for this partner; null while it is not. */
  readonly isAwarded: boolean | null;
}

/** A renewal came into its window, came to be at risk, or was decided. */
export interface RenewalMoved {
  readonly renewalId: string;
  readonly contractId: string;
  readonly partnerId: string;
  readonly customerId: string;
  readonly termEnd: LocalDate;
  readonly stage: string;
  readonly health: string;
  readonly outcome: string | null;
  readonly successorContractId: string | null;
}

/** What became of a partner's request for the vendor's help. */
export interface CoSellMoved {
  readonly coSellRequestId: string;
  readonly partnerId: string;
  readonly kind: string;
  readonly status: string;
  /** What it is about: one of the three ids. */
  readonly opportunityId: string | null;
  readonly contractId: string | null;
  readonly renewalId: string | null;
  /** The member of staff who helps; null before somebody does. */
  readonly ownerId: string | null;
  /** The instant at which the time to answer is over. */
  readonly responseDueAt: string;
}

/** The seats of a contract were counted. */
export interface SeatsSnapshotted {
  readonly contractId: string;
  readonly partnerId: string;
  readonly date: LocalDate;
  readonly billable: number;
  readonly unit: string;
  readonly provenance: string;
}

/** The seats of a partner fell by more than the policy tolerates. */
export interface SeatsDeclined {
  readonly partnerId: string;
  readonly unit: string;
  readonly asOf: LocalDate;
  readonly before: number;
  readonly now: number;
  readonly windowDays: number;
}

/** A condition that somebody should know of began, or ended. */
export interface AlertChanged {
  /** The code with what makes the condition one of its kind; raising it twice is one alert. */
  readonly dedupeKey: string;
  readonly code: string;
  readonly severity: 'INFO' | 'WARN' | 'HIGH' | 'CRITICAL';
  readonly partnerId: string;
  readonly subjectType: string;
  readonly subjectId: string;
  /** The day on which the condition began. */
  readonly since: LocalDate;
  readonly message: string;
}

/** The payload of each event type. */
export interface EventPayloads {
  'partners.partner.changed': PartnerChanged;
  'partners.partner_user.changed': PartnerUserChanged;
  'partners.product_line.changed': ProductLineChanged;
  'deals.metrics.recorded': MetricsRecorded;
  'deals.contract.months_closed': ContractMonthsClosed;
  'deals.registration.submitted': RegistrationMoved;
  'deals.registration.info_requested': RegistrationMoved;
  'deals.registration.approved': RegistrationMoved;
  'deals.registration.rejected': RegistrationMoved;
  'deals.registration.expired': RegistrationMoved;
  'deals.registration.extended': RegistrationMoved;
  'deals.registration.revoked': RegistrationMoved;
  'deals.registration.transferred': RegistrationMoved;
  'deals.registration.withdrawn': RegistrationMoved;
  'deals.registration.won': RegistrationMoved;
  'deals.registration.lost': RegistrationMoved;
  'deals.conflict.opened': ConflictMoved;
  'deals.conflict.decided': ConflictMoved;
  'deals.renewal.window_opened': RenewalMoved;
  'deals.renewal.at_risk': RenewalMoved;
  'deals.renewal.renewed': RenewalMoved;
  'deals.renewal.lost': RenewalMoved;
  'deals.renewal.lapsed': RenewalMoved;
  'deals.co_sell.requested': CoSellMoved;
  'deals.co_sell.accepted': CoSellMoved;
  'deals.co_sell.started': CoSellMoved;
  'deals.co_sell.completed': CoSellMoved;
  'deals.co_sell.declined': CoSellMoved;
  'deals.co_sell.withdrawn': CoSellMoved;
  'deals.co_sell.expired': CoSellMoved;
  'deals.seats.snapshotted': SeatsSnapshotted;
  'deals.seats.declined': SeatsDeclined;
  'deals.alert.raised': AlertChanged;
  'deals.alert.cleared': AlertChanged;
  'enablement.metrics.recorded': MetricsRecorded;
}
export type EventType = keyof EventPayloads;

/** Who makes each event and who receives it; a test proves that the consumers registered are these. */
export const eventTypes: Readonly<
  Record<EventType, { readonly producer: ServiceName; readonly consumers: readonly ServiceName[] }>
> = {
  'partners.partner.changed': { producer: 'partners', consumers: ['deals', 'enablement', 'incentives'] },
  'partners.partner_user.changed': { producer: 'partners', consumers: ['enablement'] },
  'partners.product_line.changed': { producer: 'partners', consumers: ['deals'] },
  'deals.metrics.recorded': { producer: 'deals', consumers: ['partners'] },
  'deals.contract.months_closed': { producer: 'deals', consumers: ['incentives'] },
  'deals.registration.submitted': { producer: 'deals', consumers: [] },
  'deals.registration.info_requested': { producer: 'deals', consumers: [] },
  'deals.registration.approved': { producer: 'deals', consumers: [] },
  'deals.registration.rejected': { producer: 'deals', consumers: [] },
  'deals.registration.expired': { producer: 'deals', consumers: [] },
  'deals.registration.extended': { producer: 'deals', consumers: [] },
  'deals.registration.revoked': { producer: 'deals', consumers: [] },
  'deals.registration.transferred': { producer: 'deals', consumers: [] },
  'deals.registration.withdrawn': { producer: 'deals', consumers: [] },
  'deals.registration.won': { producer: 'deals', consumers: [] },
  'deals.registration.lost': { producer: 'deals', consumers: [] },
  'deals.conflict.opened': { producer: 'deals', consumers: [] },
  'deals.conflict.decided': { producer: 'deals', consumers: [] },
  'deals.renewal.window_opened': { producer: 'deals', consumers: [] },
  'deals.renewal.at_risk': { producer: 'deals', consumers: [] },
  'deals.renewal.renewed': { producer: 'deals', consumers: [] },
  'deals.renewal.lost': { producer: 'deals', consumers: [] },
  'deals.renewal.lapsed': { producer: 'deals', consumers: [] },
  'deals.co_sell.requested': { producer: 'deals', consumers: [] },
  'deals.co_sell.accepted': { producer: 'deals', consumers: [] },
  'deals.co_sell.started': { producer: 'deals', consumers: [] },
  'deals.co_sell.completed': { producer: 'deals', consumers: [] },
  'deals.co_sell.declined': { producer: 'deals', consumers: [] },
  'deals.co_sell.withdrawn': { producer: 'deals', consumers: [] },
  'deals.co_sell.expired': { producer: 'deals', consumers: [] },
  'deals.seats.snapshotted': { producer: 'deals', consumers: [] },
  'deals.seats.declined': { producer: 'deals', consumers: [] },
  'deals.alert.raised': { producer: 'deals', consumers: ['partners'] },
  'deals.alert.cleared': { producer: 'deals', consumers: ['partners'] },
  'enablement.metrics.recorded': { producer: 'enablement', consumers: ['partners'] },
};

/** An event on its way: what happened, to whom, in which place of the subject's order. */
export interface EventEnvelope<Type extends EventType = EventType> {
  readonly id: string;
  readonly type: Type;
  readonly occurredAt: string;
  /** The entity whose events are delivered in order. */
  readonly subject: string;
  /** The place in the subject's order, from 1 without gaps. */
  readonly sequence: number;
  /** The version of the payload's shape. */
  readonly version: 1;
  readonly actor: string;
  readonly data: EventPayloads[Type];
}
