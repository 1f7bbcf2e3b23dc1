import { sqltag as sql } from '@prisma/client/runtime/client';
import type { Lead } from '../../__generated__/prisma/client.ts';
import type { Context, Transaction } from '../../context.ts';
import { insertRows, upsertRows } from '../../stored-rows.ts';
import type { LeadDirection, LeadStatus } from './lead.machine.ts';
import type { ExclusionRule, RankedCandidate } from './lead.routing.ts';

/** One passing on of a lead, with its reasons. */
export interface RoutingStep {
  readonly at: string;
  readonly round: number;
  readonly policyVersionId: string;
  /** Null when no partner could get it. */
  readonly partnerId: string | null;
  /** Whether somebody named the partner. */
  readonly isNamed: boolean;
  readonly considered: number;
  readonly excluded: readonly { readonly rule: ExclusionRule; readonly count: number }[];
  readonly ranking: readonly RankedCandidate[];
}

/** What is told of a lead when it is recorded. */
export interface LeadContent {
  readonly direction: LeadDirection;
  readonly companyName: string;
  readonly companyDomain: string | null;
  readonly companyCountry: string | null;
  readonly contactName: string | null;
  readonly contactEmail: string | null;
  readonly contactPhone: string | null;
  readonly hasConsent: boolean;
  readonly need: string;
  readonly productLineIds: readonly string[];
  readonly region: string | null;
  readonly score: number | null;
}

/** The comparable state of a lead; instants are texts. */
export interface LeadValues extends LeadContent {
  readonly status: LeadStatus;
  readonly partnerId: string | null;
  readonly routedAt: string | null;
  readonly respondBy: string | null;
  readonly acceptedAt: string | null;
  readonly qualifiedAt: string | null;
  readonly closedAt: string | null;
  readonly closeReason: string | null;
  readonly registrationId: string | null;
  readonly opportunityId: string | null;
  readonly routingTrace: readonly RoutingStep[];
  readonly policyVersionId: string | null;
}

/** A change of one lead, ready to be written. */
export interface LeadChange {
  readonly id: string;
  readonly before: LeadValues | null;
  readonly values: LeadValues;
}

/** One partner that had a lead. */
export interface Round {
  readonly leadId: string;
  readonly partnerId: string;
  readonly round: number;
}

/** Makes the state of a lead that nobody has worked on. */
export function newLead(content: LeadContent, partnerId: string | null): LeadValues {
  return {
    ...content,
    status: 'NEW',
    partnerId,
    routedAt: null,
    respondBy: null,
    acceptedAt: null,
    qualifiedAt: null,
    closedAt: null,
    closeReason: null,
    registrationId: null,
    opportunityId: null,
    routingTrace: [],
    policyVersionId: null,
  };
}

/** Reads leads and keeps others from changing them until the end of the transaction. */
export async function loadLeads(tx: Transaction, ids: readonly string[]): Promise<Map<string, LeadValues>> {
  if (ids.length === 0) return new Map();
  await tx.$queryRaw(sql`SELECT id FROM lead WHERE id = ANY(${[...ids]}::text[]) ORDER BY id FOR UPDATE`);
  const rows = await tx.lead.findMany({ where: { id: { in: [...ids] } } });
  return new Map(rows.map((row) => [row.id, valuesOf(row)]));
}

/** Lists who had leads before, in the order of the rounds. */
export async function loadRounds(tx: Transaction, leadIds: readonly string[]): Promise<Map<string, Round[]>> {
  const rows = await tx.leadRouting.findMany({
    where: { leadId: { in: [...leadIds] } },
    select: { leadId: true, partnerId: true, round: true },
    orderBy: [{ leadId: 'asc' }, { round: 'asc' }],
  });
  return Map.groupBy(rows, ({ leadId }) => leadId);
}

/** Writes leads in one statement; needs the rights of the program where a lead changes hands. */
export async function writeLeads(
  tx: Transaction,
  context: Context,
  changes: readonly LeadChange[],
): Promise<void> {
  await upsertRows(
    tx,
    'lead',
    changes.map((change) => leadRow(context, change)),
  );
}

/** Notes that partners were given leads. */
export async function openRounds(tx: Transaction, rounds: readonly Round[], at: string): Promise<void> {
  await insertRows(
    tx,
    'lead_routing',
    rounds.map(({ leadId, partnerId, round }) => ({
      lead_id: leadId,
      partner_id: partnerId,
      round,
      routed_at: at,
      ended_at: null,
      outcome: 'ROUTED',
    })),
  );
}

/** How the partner that has a lead now answered it. */
export interface RoundEnd {
  readonly leadId: string;
  readonly outcome: LeadStatus;
  readonly at: string;
}

/** Notes how partners answered the leads that they were given last. */
export async function endRounds(tx: Transaction, ends: readonly RoundEnd[]): Promise<void> {
  if (ends.length === 0) return;
  await tx.$executeRaw(sql`
    UPDATE lead_routing r SET outcome = e.outcome, ended_at = e.at
    FROM jsonb_to_recordset(${JSON.stringify(ends)}::jsonb) AS e("leadId" text, outcome lead_status, at timestamptz)
    WHERE r.lead_id = e."leadId" AND r.ended_at IS NULL`);
}

const textOf = (instant: Date | null): string | null => instant?.toISOString() ?? null;

function valuesOf(row: Lead): LeadValues {
  const { id: _i, version: _v, createdAt: _c, createdBy: _b, updatedAt: _u, updatedBy: _w, ...values } = row;
  return {
    ...values,
    routedAt: textOf(row.routedAt),
    respondBy: textOf(row.respondBy),
    acceptedAt: textOf(row.acceptedAt),
    qualifiedAt: textOf(row.qualifiedAt),
    closedAt: textOf(row.closedAt),
    routingTrace: row.routingTrace as unknown as readonly RoutingStep[],
  };
}

function leadRow(context: Context, { id, values }: LeadChange) {
  const at = context.clock.now().toISOString();
  const by = context.viewer.userId;
  return {
    id,
    version: 1,
    direction: values.direction,
    status: values.status,
    partner_id: values.partnerId,
    company_name: values.companyName,
    company_domain: values.companyDomain,
    company_country: values.companyCountry,
    contact_name: values.contactName,
    contact_email: values.contactEmail,
    contact_phone: values.contactPhone,
    has_consent: values.hasConsent,
    need: values.need,
    product_line_ids: values.productLineIds,
    region: values.region,
    score: values.score,
    ...progressColumns(values),
    created_at: at,
    created_by: by,
    updated_at: at,
    updated_by: by,
  };
}

function progressColumns(values: LeadValues) {
  return {
    routed_at: values.routedAt,
    respond_by: values.respondBy,
    accepted_at: values.acceptedAt,
    qualified_at: values.qualifiedAt,
    closed_at: values.closedAt,
    close_reason: values.closeReason,
    registration_id: values.registrationId,
    opportunity_id: values.opportunityId,
    routing_trace: values.routingTrace,
    policy_version_id: values.policyVersionId,
  };
}
