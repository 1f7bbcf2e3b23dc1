import { sqltag as sql } from '@prisma/client/runtime/client';
import type { PolicyVersion } from '@channelgraph/core/policy-version.ts';
import { lockAll } from '@channelgraph/server/locks.ts';
import type { Context, Transaction } from '../../context.ts';
import { policyOn } from '../../policies.ts';
import { leadPolicy } from './lead.policy.ts';
import type { LeadPolicy } from './lead.policy.ts';
import { respondBy, routeLead } from './lead.routing.ts';
import type { Candidate, Routing } from './lead.routing.ts';
import { loadRounds, openRounds, writeLeads } from './lead.store.ts';
import type { LeadChange, LeadValues, Round } from './lead.store.ts';

/** A lead that shall go to a partner. */
export interface LeadToRoute {
  readonly id: string;
  /** As it is stored; null for one that is new. */
  readonly before: LeadValues | null;
  /** As it is before it goes on: without a partner. */
  readonly values: LeadValues;
  /** The partner that somebody named; null to find the best. */
  readonly namedPartnerId: string | null;
  /** Whether it stays where it is once so many partners had it as the policy says. */
  readonly isLimited: boolean;
}

interface Partner extends Candidate {
  readonly timeZone: string;
}

interface Routed {
  readonly change: LeadChange;
  readonly round: Round | null;
}

/**
 * Gives leads to partners, one after the other, and writes them; one that nobody can get stays as it is.
 *
 * @remarks With the rights of the program. One transaction routes at a time, so that no partner gets more
 * open leads than it may have. The number of statements does not depend on the number of leads.
 */
export async function routeLeads(
  tx: Transaction,
  context: Context,
  leads: readonly LeadToRoute[],
): Promise<readonly LeadChange[]> {
  await lockAll(tx, ['lead-routing']);
  const policy = await policyOn(tx, leadPolicy, context.today);
  const rounds = await loadRounds(
    tx,
    leads.map(({ id }) => id),
  );
  const partners = new Map(
    (await loadCandidates(tx, context)).map((partner) => [partner.partnerId, partner]),
  );
  const now = context.clock.now();
  const routed = leads.map((lead): Routed => {
    const result = routeOne(lead, { rounds: rounds.get(lead.id) ?? [], partners, policy, now });
    const partner = partners.get(result.round?.partnerId ?? '');
    if (partner) partners.set(partner.partnerId, { ...partner, openLeads: partner.openLeads + 1 });
    return result;
  });
  const changes = routed.map(({ change }) => change);
  await writeLeads(tx, context, changes);
  await openRounds(
    tx,
    routed.flatMap(({ round }) => round ?? []),
    now.toISOString(),
  );
  return changes;
}

interface RoutingState {
  readonly rounds: readonly Round[];
  readonly partners: ReadonlyMap<string, Partner>;
  readonly policy: PolicyVersion<LeadPolicy>;
  readonly now: Date;
}

function routeOne(lead: LeadToRoute, { rounds, partners, policy, now }: RoutingState): Routed {
  const { id, before, values, namedPartnerId, isLimited } = lead;
  const isOver = isLimited && rounds.length >= policy.body.maximumRounds;
  if (isOver) return { change: { id, before, values }, round: null };
  const triedPartnerIds = rounds.map(({ partnerId }) => partnerId);
  const found: Routing = namedPartnerId
    ? { partnerId: namedPartnerId, considered: 1, excluded: [], ranking: [] }
    : routeLead({ ...values, triedPartnerIds }, [...partners.values()], policy.body);
  const partner = partners.get(found.partnerId ?? '');
  const round = rounds.length + 1;
  const step = {
    ...found,
    at: now.toISOString(),
    round,
    policyVersionId: policy.id,
    isNamed: namedPartnerId !== null,
  };
  const traced = { ...values, policyVersionId: policy.id, routingTrace: [...values.routingTrace, step] };
  if (!partner) return { change: { id, before, values: traced }, round: null };
  return {
    change: { id, before, values: { ...traced, ...given(partner, policy.body, now) } },
    round: { leadId: id, partnerId: partner.partnerId, round },
  };
}

function given({ partnerId, timeZone }: Partner, policy: LeadPolicy, now: Date) {
  return {
    status: 'ROUTED',
    partnerId,
    routedAt: now.toISOString(),
    respondBy: respondBy(policy, now, timeZone).toISOString(),
    acceptedAt: null,
    closedAt: null,
    closeReason: null,
  } as const;
}

/** Reads all partners with their tier today and their open leads, in one statement. */
function loadCandidates(tx: Transaction, context: Context): Promise<Partner[]> {
  const now = context.clock.now();
  return tx.$queryRaw<Partner[]>(sql`
    SELECT d.partner_id AS "partnerId", d.types, d.status, d.delivered_scopes AS "deliveredScopes", d.regions,
      d.time_zone AS "timeZone", t.rank AS "tierRank", coalesce(o.count, 0) AS "openLeads"
    FROM channelgraph.partner_directory d
    LEFT JOIN LATERAL (
      SELECT max(t.rank) AS rank FROM channelgraph.partner_tier t
      WHERE t.partner_id = d.partner_id AND t.valid_from <= (${now}::timestamptz AT TIME ZONE d.time_zone)::date
        AND (t.valid_to IS NULL OR t.valid_to > (${now}::timestamptz AT TIME ZONE d.time_zone)::date)) t ON true
    LEFT JOIN (
      SELECT l.partner_id, count(*)::int AS count FROM lead l
      WHERE l.direction = 'VENDOR_TO_PARTNER' AND (l.status IN ('ACCEPTED', 'QUALIFIED')
        OR (l.status = 'ROUTED' AND l.respond_by > ${now}::timestamptz))
      GROUP BY l.partner_id) o ON o.partner_id = d.partner_id
    ORDER BY d.partner_id`);
}
