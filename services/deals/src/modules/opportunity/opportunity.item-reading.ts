import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { choose, keep, requireReference, requireText } from '@channelgraph/server/bulk/field.ts';
import type { ReferenceBook } from '@channelgraph/server/bulk/references.ts';
import type { LossReason } from '../../__generated__/prisma/enums.ts';
import { readAmount } from '../../amounts.ts';
import type { ImportPartners } from '../../import-partners.ts';
import { readProductLines } from '../../product-line-references.ts';
import type { OpportunityItem } from './opportunity.item.ts';
import { optionalText, readDetails } from './opportunity.details.ts';
import { pushesAfter } from './opportunity.stretches.ts';
import { checkTerms } from './opportunity.amounts.ts';
import type { DealTerms, RevenueModel } from './opportunity.amounts.ts';
import { reviseHistory } from './opportunity.history.ts';
import type { DealContent } from './opportunity.history.ts';
import { defaultProbability, firstStageOf, outcomeOf, stagesOf } from './opportunity.stages.ts';
import type { Motion, OpportunityStage, PipelinePolicy } from './opportunity.stages.ts';
import type { OpportunityValues } from './opportunity.store.ts';

/** What holds for all rows of a call. */
export interface OpportunityRules {
  readonly policy: PipelinePolicy;
  readonly partners: ImportPartners;
}

/** A row with all that its reading may use. */
export interface OpportunityRow {
  readonly item: OpportunityItem;
  readonly references: ReferenceBook;
  readonly stored: OpportunityValues | null;
  readonly issues: IssueCollector;
  readonly rules: OpportunityRules;
}

/** Reads a row into the state that it asks for; null when it breaks rules, which are added as issues. */
export function readOpportunity(row: OpportunityRow): OpportunityValues | null {
  const { item, stored, issues, rules } = row;
  const partnerId = readPartner(row);
  const today = rules.partners.todayOf(partnerId);
  const stage = readStage(row);
  const content = readContent(row, partnerId, stage);
  const dates = readDates(row, stage, today);
  checkOverride(row);
  checkTerms(content.revenueModel, content, issues);
  const name = requireText(item.name ?? stored?.name, 'name', issues);
  const lossReason = readLossReason(row, stage);
  const opening = readOpening(row, content);
  const details = readDetails(item, stored, issues);
  if (issues.issues.length > 0 || partnerId === null) return null;
  const history = reviseHistory(stored?.history ?? [], {
    content,
    from: dates.closedOn ?? (stored || dates.openedOn === null ? today : dates.openedOn),
    openedOn: dates.openedOn,
    opening,
  });
  return {
    ...content,
    ...dates,
    partnerId,
    name,
    lossReason,
    ...details,
    closeDatePushCount: pushCount(row, content),
    registrationId: stored?.registrationId ?? null,
    probabilityOverride: readOverride(row),
    history,
  };
}

function pushCount({ stored }: OpportunityRow, { stage, closeDate }: DealContent): number {
  if (!stored) return 0;
  return outcomeOf(stage) === 'OPEN' ? pushesAfter(stored, closeDate) : stored.closeDatePushCount;
}

function readPartner({ item, references, stored, issues }: OpportunityRow): string | null {
  if (!item.partner && stored) return stored.partnerId;
  const partnerId = requireReference(
    { type: 'Partner', field: 'partner', reference: item.partner },
    references,
    issues,
  );
  if (stored && partnerId !== null && partnerId !== stored.partnerId) {
    issues.add(
      ['partner'],
      'PARTNER_FIXED',
      'The opportunity belongs to another partner.',
      'Close it and create one for the new partner.',
    );
  }
  return partnerId;
}

function readStage({ item, stored, issues }: OpportunityRow): OpportunityStage {
  const motion = keep(item.motion, stored?.motion, 'NEW');
  const stage = keep(item.stage, stored?.stage, firstStageOf(motion));
  checkStage(motion, stage, 'stage', issues);
  return stage;
}

function checkStage(motion: Motion, stage: OpportunityStage, field: string, issues: IssueCollector): void {
  if (stagesOf(motion).includes(stage)) return;
  issues.add(
    [field],
    'STAGE_OF_OTHER_MOTION',
    `${stage} is no stage of the motion ${motion}.`,
    `Use one of ${stagesOf(motion).join(', ')}.`,
  );
}

function readContent(row: OpportunityRow, partnerId: string | null, stage: OpportunityStage): DealContent {
  const { item, references, stored, issues, rules } = row;
  const motion = keep(item.motion, stored?.motion, 'NEW');
  const currency = readCurrency(row, partnerId);
  const terms = readTerms(row, currency);
  const fallback: RevenueModel =
    terms.mrrMinor === 0n && terms.termMonths === 0
      ? 'TRANSACTIONAL'
      : terms.oneTimeMinor === 0n
        ? 'RECURRING'
        : 'MIXED';
  return {
    ...terms,
    customerId: readCustomer(row),
    motion,
    revenueModel: keep(item.revenueModel, stored?.revenueModel, fallback),
    stage,
    sourceRole: choose(item.sourceRole, stored?.sourceRole, null),
    productLineIds: readProductLines(item.productLines, stored?.productLineIds, references, issues),
    region: optionalText(choose(item.region, stored?.region, null), 'region', issues),
    currency,
    probability:
      outcomeOf(stage) === 'OPEN'
        ? (readOverride(row) ?? likelihood(rules.policy, motion, stage))
        : likelihood(rules.policy, motion, stage),
    closeDate: choose(item.closeDate, stored?.closeDate, null),
  };
}

function readCustomer({ item, references, stored, issues }: OpportunityRow): string | null {
  if (item.customer === undefined) return stored?.customerId ?? null;
  if (item.customer === null) return null;
  return requireReference(
    { type: 'Customer', field: 'customer', reference: item.customer },
    references,
    issues,
  );
}

function readCurrency({ item, stored, issues, rules }: OpportunityRow, partnerId: string | null): string {
  const named = [item.oneTime, item.mrr, item.expectedOneTime, item.expectedMrr].flatMap(
    (amount) => amount?.currency ?? [],
  );
  const currency = item.currency ?? named[0] ?? stored?.currency ?? rules.partners.currencyOf(partnerId);
  if (currency === null) {
    if (partnerId !== null)
      issues.add(
        ['currency'],
        'REQUIRED',
        'Neither the row nor the partner has a currency.',
        'Fill in currency.',
      );
    return 'XXX';
  }
  if (named.some((each) => each !== currency)) {
    issues.add(
      ['currency'],
      'MIXED_CURRENCIES',
      'All amounts of an opportunity have one currency.',
      'Split the deal, or convert before sending.',
    );
  }
  return currency;
}

function readTerms({ item, stored, issues }: OpportunityRow, currency: string): DealTerms {
  return {
    oneTimeMinor: readAmount(item.oneTime, stored?.oneTimeMinor ?? 0n, {
      field: 'oneTime',
      currency,
      issues,
    }),
    mrrMinor: readAmount(item.mrr, stored?.mrrMinor ?? 0n, { field: 'mrr', currency, issues }),
    termMonths: choose(item.termMonths, stored?.termMonths, 0) ?? 0,
  };
}

/** What the deal looked like before it closed; the deal itself where the row does not say otherwise. */
function readOpening(row: OpportunityRow, content: DealContent): DealContent {
  const { item, issues, rules } = row;
  if (outcomeOf(content.stage) === 'OPEN') return content;
  const stage = item.openStage ?? firstStageOf(content.motion);
  checkStage(content.motion, stage, 'openStage', issues);
  if (outcomeOf(stage) !== 'OPEN') {
    issues.add(
      ['openStage'],
      'NOT_OPEN',
      `${stage} closes a deal.`,
      'Name the stage that the deal had before it closed.',
    );
  }
  const terms = {
    oneTimeMinor: readAmount(item.expectedOneTime, content.oneTimeMinor, {
      field: 'expectedOneTime',
      currency: content.currency,
      issues,
    }),
    mrrMinor: readAmount(item.expectedMrr, content.mrrMinor, {
      field: 'expectedMrr',
      currency: content.currency,
      issues,
    }),
    termMonths: content.termMonths,
  };
  for (const [field, minor] of [
    ['expectedOneTime', terms.oneTimeMinor],
    ['expectedMrr', terms.mrrMinor],
  ] as const) {
    if (item[field] && minor < 0n)
      issues.add([field], 'NEGATIVE_AMOUNT', `${field} is negative.`, 'Send 0 or more.');
  }
  return { ...content, ...terms, stage, probability: likelihood(rules.policy, content.motion, stage) };
}

function readDates({ item, stored, issues }: OpportunityRow, stage: OpportunityStage, today: LocalDate) {
  const openedOn = choose(item.openedOn, stored?.openedOn, null);
  const isClosed = outcomeOf(stage) !== 'OPEN';
  const closedOn = isClosed ? choose(item.closedOn, stored?.closedOn, null) : null;
  if (isClosed && closedOn === null) {
    issues.add(['closedOn'], 'REQUIRED', `A deal in ${stage} has a closing day.`, 'Fill in closedOn.');
  }
  if (!isClosed && item.closedOn) {
    issues.add(
      ['closedOn'],
      'NOT_CLOSED',
      `A deal in ${stage} is open.`,
      'Leave closedOn out, or name the stage that closed it.',
    );
  }
  for (const [field, day] of [
    ['openedOn', openedOn],
    ['closedOn', closedOn],
  ] as const) {
    if (day !== null && day > today)
      issues.add([field], 'FUTURE_DATE', `${field} is after today, ${today}.`, 'Correct the date.');
  }
  const closeDate = choose(item.closeDate, stored?.closeDate, null);
  for (const [field, day] of [
    ['closedOn', closedOn],
    ['closeDate', closeDate],
  ] as const) {
    if (openedOn !== null && day !== null && day < openedOn) {
      issues.add(
        [field],
        'CLOSED_BEFORE_OPENED',
        `${field} is before openedOn, ${openedOn}.`,
        'Correct one of the dates.',
      );
    }
  }
  return { openedOn, closedOn };
}

function readLossReason(
  { item, stored, issues }: OpportunityRow,
  stage: OpportunityStage,
): LossReason | null {
  const isLost = outcomeOf(stage) === 'LOST';
  if (!isLost && item.lossReason) {
    issues.add(['lossReason'], 'NOT_LOST', `A deal in ${stage} has no loss reason.`, 'Leave lossReason out.');
  }
  return isLost ? choose(item.lossReason, stored?.lossReason, null) : null;
}

/** Gives the likelihood that replaces the stage's; null for none and for one that is no fraction. */
function readOverride({ item, stored }: OpportunityRow): string | null {
  const text = choose(item.probabilityOverride, stored?.probabilityOverride, null);
  return text !== null && isFraction(text) ? Number(text).toFixed(4) : null;
}

function checkOverride({ item, issues }: OpportunityRow): void {
  if (item.probabilityOverride == null || isFraction(item.probabilityOverride)) return;
  issues.add(
    ['probabilityOverride'],
    'OUT_OF_RANGE',
    'A probability is a fraction from 0 to 1.',
    'Send 0.25 for one in four.',
  );
}

const isFraction = (text: string): boolean => Number(text) >= 0 && Number(text) <= 1;

function likelihood(policy: PipelinePolicy, motion: Motion, stage: OpportunityStage): string {
  return stagesOf(motion).includes(stage)
    ? Number(defaultProbability(policy, motion, stage)).toFixed(4)
    : '0.0000';
}
