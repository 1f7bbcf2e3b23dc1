import { addDays } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { SlaStory, SurveyStory } from './story.ts';

/** The whole months before the story's day that service levels are measured over. */
const months: readonly LocalDate[] = ['2026-07-01', '2026-08-01', '2026-09-01'];

/** The day on which the first customers were asked, late enough that all answers are of the last ninety days. */
const firstAsked: LocalDate = '2026-08-03';

/** Spreads a number of kept and broken promises over contracts and months. */
export function promises(
  contracts: readonly string[],
  { met, breached }: { readonly met: number; readonly breached: number },
): SlaStory[] {
  const cells = contracts.flatMap((contract) => months.map((month) => ({ contract, month })));
  const shareOf = (whole: number, index: number) =>
    Math.floor(((index + 1) * whole) / cells.length) - Math.floor((index * whole) / cells.length);
  return cells.map((cell, index) => ({
    ...cell,
    met: shareOf(met, index),
    breached: shareOf(breached, index),
  }));
}

/** Spreads questions to customers over contracts and weeks: so many are content, so many are not, some stay silent. */
export function questions(
  partner: string,
  contracts: readonly string[],
  { content, discontent, silent }: Readonly<Record<'content' | 'discontent' | 'silent', number>>,
): SurveyStory[] {
  const scores = [
    ...Array.from({ length: content }, (_, index) => 4 + (index % 2)),
    ...Array.from({ length: discontent }, (_, index) => 2 + (index % 2)),
    ...Array.from({ length: silent }, () => null),
  ];
  return scores.map((score, index) => {
    const sentOn = addDays(firstAsked, (index * 5) % 56);
    return {
      key: `${partner}-survey-${index}`,
      contract: contracts[index % contracts.length] ?? '',
      sentOn,
      respondedOn: score === null ? null : addDays(sentOn, 1 + (index % 7)),
      score,
    };
  });
}
