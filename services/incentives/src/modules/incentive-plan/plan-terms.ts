import { toLocalDate } from '@channelgraph/core/calendar.ts';
import type { PolicyVersion } from '@channelgraph/core/policy-version.ts';
import type { Transaction } from '../../context.ts';
import type { TierRate } from '../accrual/commission.ts';
import type { PlanTerms } from '../accrual/settlement.ts';

/** The commission kinds that a plan can pay. */
export const incentiveKinds = ['MRR_COMMISSION'] as const;
export type IncentiveKind = (typeof incentiveKinds)[number];

/** Reads the terms of every version of the plans of a kind, oldest first. */
export async function readTerms(tx: Transaction, kind: IncentiveKind): Promise<PolicyVersion<PlanTerms>[]> {
  const versions = await tx.incentivePlanVersion.findMany({
    where: { kind },
    include: { plan: true, inclusions: true },
    orderBy: { effectiveFrom: 'asc' },
  });
  return versions.map((row) => ({
    id: row.id,
    kind: row.kind,
    version: row.version,
    effectiveFrom: toLocalDate(row.effectiveFrom),
    effectiveTo: row.effectiveTo === null ? null : toLocalDate(row.effectiveTo),
    body: {
      planCode: row.plan.code,
      planVersionId: row.id,
      version: row.version,
      rates: readRates(row.rates),
      capMonths: row.capMonths,
      includedPartnerIds: row.inclusions.map(({ partnerId }) => partnerId),
    },
  }));
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
