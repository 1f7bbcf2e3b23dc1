import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { defineLoader } from '@channelgraph/graphql/loaders.ts';
import { todayOfPartner } from '@channelgraph/graphql/partner-directory.ts';
import type { Context } from '../../context.ts';
import { coverageHistories } from './certification-coverage.store.ts';
import { type Coverage, coverageOn } from './certification-coverage.formula.ts';

interface CoverageKey {
  readonly partnerId: string;
  readonly asOf: LocalDate;
}

const coverageOnDay = defineLoader<Context, CoverageKey, Coverage>(async (context, keys) => {
  const days = Map.groupBy(keys, ({ asOf }) => asOf);
  const answers = await Promise.all(
    [...days].map(async ([asOf, asked]) => {
      const partnerIds = asked.map(({ partnerId }) => partnerId);
      const histories = await coverageHistories(context.db.read, partnerIds, asOf);
      return [...histories].flatMap(([partnerId, history]): [string, Coverage][] => {
        const coverage = coverageOn(history, asOf);
        return coverage ? [[keyOf({ partnerId, asOf }), coverage]] : [];
      });
    }),
  );
  return new Map(answers.flat());
}, keyOf);

function keyOf({ partnerId, asOf }: CoverageKey): string {
  return `${partnerId} ${asOf}`;
}

/** Computes a partner's coverage on a day, today by default; null for a partner out of sight. */
export async function coverageOfPartner(
  context: Context,
  partnerId: string,
  asOf: LocalDate | null,
): Promise<Coverage | null> {
  const day = asOf ?? (await todayOfPartner(context, partnerId));
  return coverageOnDay(context, { partnerId, asOf: day });
}
