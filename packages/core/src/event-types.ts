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

/** The payload of each event type. */
export interface EventPayloads {
  'partners.partner.changed': PartnerChanged;
  'partners.partner_user.changed': PartnerUserChanged;
  'partners.product_line.changed': ProductLineChanged;
  'deals.metrics.recorded': MetricsRecorded;
  'deals.contract.months_closed': ContractMonthsClosed;
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
