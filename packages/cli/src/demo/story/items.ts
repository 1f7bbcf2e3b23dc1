import { addDays, addMonths } from '@channelgraph/core/calendar.ts';
import { countingDays, dollars, named, seatsOf, storyDay, termEndOf } from './story.ts';
import type {
  AwardStory,
  ContractStory,
  FactStory,
  PartnerStory,
  PersonStory,
  SlaStory,
  SurveyStory,
} from './story.ts';

/** A partner as the API takes it. */
export function partnerItem({ key, partner }: PartnerStory) {
  return { ...named(key), ...partner };
}

/** A partner user as the API takes it. */
export function personItem(
  story: PartnerStory,
  { key, name, capabilities, isTechnical, canSignIn }: PersonStory,
) {
  const [, mailbox = key] = key.split('.');
  return {
    ...named(key),
    partner: named(story.key),
    ...(canSignIn ? { subject: key } : {}),
    email: `${mailbox}@${story.key}.example`,
    displayName: name,
    capabilities,
    isTechnicalStaff: isTechnical ?? false,
  };
}

/** A partner's targets of the year as the API takes them. */
export function planItem({ key, plan }: PartnerStory) {
  return plan.map(({ kpi, amount }) => ({
    ...named(`${key}-plan-${kpi}`),
    partner: named(key),
    kpi,
    from: '2026-01-01',
    to: '2027-01-01',
    amount: dollars(amount),
  }));
}

/** A managed contract as the API takes it. */
export function contractItem({
  story,
  contract,
}: {
  readonly story: PartnerStory;
  readonly contract: ContractStory;
}) {
  const { key, customer, start, months, seats, seatPrice, productLine, amendments, predecessor } = contract;
  return {
    ...named(key),
    partner: named(story.key),
    customer: named(customer),
    productLines: [named(productLine)],
    termStart: start,
    termMonths: months,
    mrr: dollars(seats * seatPrice),
    contractedSeats: seats,
    noticeDays: 60,
    ...outcomeOf(contract),
    ...(predecessor ? { predecessor: named(predecessor) } : {}),
    amendments: (amendments ?? []).map((amendment) => ({
      effectiveOn: amendment.on,
      mrr: dollars(amendment.seats * seatPrice),
      contractedSeats: amendment.seats,
    })),
  };
}

function outcomeOf(contract: ContractStory) {
  if (!contract.outcome) return { status: 'ACTIVE' };
  const end = termEndOf(contract);
  return {
    status: contract.outcome === 'RENEWED' ? 'ENDED_RENEWED' : 'ENDED_CHURNED',
    statusOn: end,
    decidedOn: addDays(end, -14),
  };
}

/** The monthly counts of a contract's seats as the API takes them: one in twenty is set up but not used. */
export function seatItems(contract: ContractStory) {
  return countingDays(contract).map((date) => {
    const billable = seatsOf(contract, date);
    return {
      contract: named(contract.key),
      date,
      provisioned: billable,
      active: billable - Math.floor(billable / 20),
      billable,
      provenance: 'SYSTEM',
    };
  });
}

/** An award as the API takes it. */
export function awardItem({ person, track, awardedOn, expiresOn }: AwardStory) {
  return {
    ...named(`${person}-${track}-${awardedOn}`),
    user: named(person),
    track: named(track),
    awardedOn,
    expiresOn,
  };
}

/** How promises were kept in a month, as the API takes it. */
export function slaItem({ contract, month, met, breached }: SlaStory) {
  return {
    contract: named(contract),
    month,
    severity: 2,
    metCount: met,
    breachedCount: breached,
    openBreachedCount: 0,
    provenance: 'SYSTEM',
  };
}

/** A question to a customer as the API takes it. */
export function surveyItem({ key, contract, sentOn, respondedOn, score }: SurveyStory) {
  return {
    ...named(key),
    contract: named(contract),
    sentOn,
    ...(score === null ? {} : { respondedOn, score }),
    provenance: 'SYSTEM',
  };
}

/** A figure of the last quarter, measured elsewhere, as the API takes it. */
export function factItem(partner: string, { kpi, numerator, denominator, sampleSize }: FactStory) {
  return {
    partner: named(partner),
    kpi,
    asOf: addDays(storyDay, -1),
    periodStart: addMonths(storyDay, -3),
    periodEnd: storyDay,
    numerator,
    denominator,
    sampleSize,
    source: 'survey-desk',
    sourceVersion: '1',
  };
}
