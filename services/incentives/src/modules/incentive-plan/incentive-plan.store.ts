import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { PolicyVersion } from '@channelgraph/core/policy-version.ts';
import type { Transaction } from '../../context.ts';
import type { TierRate } from '../settlement/settlement.commission.ts';
import type { PlanTerms } from '../settlement/settlement.drafts.ts';

/** The commission kinds that a plan can pay. */
const incentiveKinds = ['MRR_COMMISSION'] as const;
export type IncentiveKind = (typeof incentiveKinds)[number];

/** Reads the terms of every version of the plans of a kind, oldest first. */
export async function readTerms(tx: Transaction, kind: IncentiveKind): Promise<PolicyVersion<PlanTerms>[]> {
  // One statement: the terms are read for every month that closes.
  const rows = await tx.$queryRaw<TermsRow[]>`
    SELECT v.id, v.version, v.effective_from::text AS "effectiveFrom", v.effective_to::text AS "effectiveTo",
      v.rates, v.cap_months AS "capMonths", p.code AS "planCode",
      ARRAY(SELECT i.partner_id FROM incentive_plan_inclusion i WHERE i.plan_version_id = v.id) AS "includedPartnerIds"
    FROM incentive_plan_version v JOIN incentive_plan p ON p.id = v.plan_id
    WHERE v.kind = ${kind}::"IncentiveKind" ORDER BY v.effective_from`;
  return rows.map(({ id, version, effectiveFrom, effectiveTo, rates, ...body }) => ({
    id,
    kind,
    version,
    effectiveFrom,
    effectiveTo,
    body: { ...body, planVersionId: id, version, rates: readRates(rates) },
  }));
}

interface TermsRow {
  readonly id: string;
  readonly version: number;
  readonly effectiveFrom: LocalDate;
  readonly effectiveTo: LocalDate | null;
  readonly rates: unknown;
  readonly capMonths: number | null;
  readonly planCode: string;
  readonly includedPartnerIds: readonly string[];
}

/** Reads the rates as stored with a plan version. */
export function readRates(stored: unknown): TierRate[] {
  if (!Array.isArray(stored)) throw new TypeError('The stored rates are no list.');
  return stored.map((entry: unknown) => {
    const { tierRank, rate } = entry as { tierRank?: unknown; rate?: unknown };
    if (typeof tierRank !== 'number' || typeof rate !== 'string') {
      throw new TypeError('A stored rate has no tier rank or no rate.');
    }
    return { tierRank, rate };
  });
}
