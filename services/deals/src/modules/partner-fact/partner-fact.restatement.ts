import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { factKey } from './partner-fact.series.ts';
import type { DatedFact } from './partner-fact.series.ts';
import { emptySums } from './partner-fact.sums.ts';
import { factsOf } from './partner-fact.values.ts';

/** A fact that was sent, the last one of its day. */
export interface SentFact {
  readonly kpi: string;
  readonly asOf: LocalDate;
  /** {@link factKey} of what was sent. */
  readonly content: string;
}

/**
 * Lists the facts to send so that the receiver, who takes the latest fact of the latest day, knows the
 * computed series.
 *
 * @remarks A fact that was sent for a day on which nothing changes any more cannot be taken back: the
 * value then in force is sent for that day. Facts before `from` are left alone.
 */
export function factsToSend(
  sent: readonly SentFact[],
  series: readonly DatedFact[],
  options: { readonly from: LocalDate; readonly currency: string },
): readonly DatedFact[] {
  const blanks = factsOf(emptySums(options.currency));
  return blanks.flatMap((blank) => {
    const computed = series.filter(({ kpi }) => kpi === blank.kpi);
    const earlier = new Map(
      sent.filter(({ kpi }) => kpi === blank.kpi).map(({ asOf, content }) => [asOf, content]),
    );
    const changed = new Set(computed.map(({ asOf }) => asOf));
    const days = [...new Set([...changed, ...earlier.keys()])].filter((day) => day >= options.from).sort();
    return days.flatMap((day) => {
      const value = computed.findLast(({ asOf }) => asOf <= day) ?? blank;
      return earlier.get(day) === factKey(value) ? [] : [{ ...value, asOf: day }];
    });
  });
}
