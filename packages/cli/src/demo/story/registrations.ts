import { addDays } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { named } from './story.ts';
import type { OpportunityStory, RegistrationStory } from './story.ts';

/** An instant of the program's working day. */
export const atWork = (day: LocalDate): string => `${day}T15:00:00Z`;

/** When a registration was sent and granted, and until when it protects. */
export function granted(submittedOn: LocalDate, decidedOn: LocalDate, protectedTo: LocalDate) {
  return { submittedAt: atWork(submittedOn), decidedAt: atWork(decidedOn), protectedTo };
}

/** One product line of a registration. */
export function line(productLine: string, worth: Readonly<Record<string, unknown>>) {
  return [{ productLine: named(productLine), ...worth }];
}

/** The registration that a won deal came from: sent when the deal began, granted within a week. */
export function registrationOf(deal: OpportunityStory, partner: string): RegistrationStory {
  const { key, name, customer, productLines, oneTime, mrr, termMonths, openedOn, closedOn } = deal;
  const [productLine = named('endpoint-care')] = (productLines ?? []) as ReturnType<typeof named>[];
  const began = openedOn as LocalDate;
  const worth = mrr === undefined ? { oneTime } : { mrr, termMonths, ...(oneTime ? { oneTime } : {}) };
  return {
    key: `${partner}-registration-of-${key}`,
    kind: 'OPPORTUNITY',
    name,
    customer: customer ?? named(`${partner}-customer-0`),
    lines: [{ productLine, ...worth }],
    opportunity: named(key),
    status: 'WON',
    submittedAt: atWork(addDays(began, -7)),
    decidedAt: atWork(addDays(began, -2)),
    closedOn,
    ...(mrr === undefined ? { orderReference: `PO ${key}` } : {}),
  };
}
