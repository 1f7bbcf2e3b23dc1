import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { isCountryCode } from '@channelgraph/core/countries.ts';
import { isCurrencyCode } from '@channelgraph/core/money.ts';
import { choose, keep, requireReference, requireText } from '@channelgraph/server/bulk/field.ts';
import type { Reference, ReferenceBook, TypedReference } from '@channelgraph/server/bulk/references.ts';
import type { OpportunityStage, RegistrationKind } from '../../__generated__/prisma/enums.ts';
import { readAmount } from '../../amounts.ts';
import type { AmountInput } from '../../amounts.ts';
import { longestTermMonths } from '../opportunity/opportunity.amounts.ts';
import type { LineValues, RegistrationContent } from './deal-registration.store.ts';

type Maybe<Value> = Value | null | undefined;

/** A product line of a registration as a caller sends it. */
export interface LineInput {
  readonly productLine: Reference;
  readonly quantity?: Maybe<number>;
  readonly termMonths?: Maybe<number>;
  readonly oneTime?: Maybe<AmountInput>;
  readonly mrr?: Maybe<AmountInput>;
}

/** What a caller may say of a registration; what is left out stays as it was. */
export interface ContentInput {
  readonly kind?: Maybe<RegistrationKind>;
  readonly name?: Maybe<string>;
  readonly customerName?: Maybe<string>;
  readonly customerCountry?: Maybe<string>;
  readonly customerDomains?: Maybe<readonly string[]>;
  readonly customerDuns?: Maybe<string>;
  readonly customerTaxId?: Maybe<string>;
  readonly lines?: Maybe<readonly LineInput[]>;
  readonly region?: Maybe<string>;
  readonly currency?: Maybe<string>;
  readonly expectedCloseDate?: Maybe<LocalDate>;
  readonly stageAtSubmission?: Maybe<OpportunityStage>;
  readonly incumbentVendor?: Maybe<string>;
  readonly customerNeed?: Maybe<string>;
  readonly contract?: Maybe<Reference>;
}

/** The fields that a request for information can open. */
export const contentFields = [
  'kind',
  'name',
  'customerName',
  'customerCountry',
  'customerDomains',
  'customerDuns',
  'customerTaxId',
  'lines',
  'region',
  'currency',
  'expectedCloseDate',
  'stageAtSubmission',
  'incumbentVendor',
  'customerNeed',
  'contract',
] as const;
export type ContentField = (typeof contentFields)[number];

/** What the reading of a draft may use. */
export interface DraftContext {
  readonly stored: RegistrationContent | null;
  readonly references: ReferenceBook;
  /** The currency in which the partner is reckoned; null when it is not known. */
  readonly currency: string | null;
  readonly issues: IssueCollector;
}

const mostLines = 50;
const mostDomains = 20;
const longestText = 2000;
const mostUnits = 1_000_000_000;

/** Lists what a draft refers to. */
export function referencesOf({ lines, contract }: ContentInput): TypedReference[] {
  return [
    ...(lines ?? []).map(({ productLine }) => ({ type: 'ProductLine', reference: productLine })),
    ...(contract ? [{ type: 'ManagedContract', reference: contract }] : []),
  ];
}

/** Reads a draft: only types and bounds are judged, every problem is added as an issue. */
export function readContent(input: ContentInput, draft: DraftContext): RegistrationContent {
  const { stored, issues } = draft;
  const currency = readCurrency(input, draft);
  const text = (field: 'incumbentVendor' | 'customerNeed' | 'customerTaxId', most: number) =>
    boundedText(choose(input[field], stored?.[field], null), { field, most, issues });
  return {
    kind: readKind(input, draft),
    name: requireText(input.name ?? stored?.name, 'name', issues),
    customerName:
      boundedText(choose(input.customerName, stored?.customerName, null), {
        field: 'customerName',
        most: 300,
        issues,
      }) ?? '',
    customerCountry: matching(choose(input.customerCountry, stored?.customerCountry, null), country, issues),
    customerDomains: readDomains(input, draft),
    customerDuns: matching(choose(input.customerDuns, stored?.customerDuns, null), duns, issues),
    customerTaxId: matching(text('customerTaxId', 40), taxId, issues),
    lines: readLines(input, currency, draft),
    region: matching(choose(input.region, stored?.region, null), region, issues),
    currency,
    expectedCloseDate: choose(input.expectedCloseDate, stored?.expectedCloseDate, null),
    stageAtSubmission: choose(input.stageAtSubmission, stored?.stageAtSubmission, null),
    incumbentVendor: text('incumbentVendor', 300),
    customerNeed: text('customerNeed', longestText),
    contractId: readContract(input, draft),
  };
}

function readKind({ kind }: ContentInput, { stored, issues }: DraftContext): RegistrationKind {
  if (!kind && !stored) issues.add(['kind'], 'REQUIRED', 'kind is required.', 'Say what it is about.');
  return keep(kind, stored?.kind, 'OPPORTUNITY');
}

function readCurrency({ currency, lines }: ContentInput, draft: DraftContext): string {
  const named = (lines ?? []).flatMap(({ oneTime, mrr }) =>
    [oneTime?.currency, mrr?.currency].flatMap((c) => c ?? []),
  );
  const chosen = currency ?? named[0] ?? draft.stored?.currency ?? draft.currency;
  if (chosen !== null && isCurrencyCode(chosen)) return chosen;
  const message =
    chosen === null
      ? 'Neither the draft nor the partner has a currency.'
      : `${chosen} is not an ISO 4217 currency code.`;
  draft.issues.add(
    ['currency'],
    chosen === null ? 'REQUIRED' : 'INVALID_CURRENCY',
    message,
    'Use a code such as USD.',
  );
  return 'XXX';
}

function readLines(input: ContentInput, currency: string, draft: DraftContext): readonly LineValues[] {
  const { stored, issues } = draft;
  if (input.lines === undefined) {
    if (stored && stored.lines.length > 0 && currency !== stored.currency) {
      const message = `The lines are in ${stored.currency}.`;
      issues.add(['currency'], 'OTHER_CURRENCY', message, 'Send the lines in the new currency as well.');
    }
    return stored?.lines ?? [];
  }
  const lines = input.lines ?? [];
  if (lines.length > mostLines) {
    const message = `A registration has at most ${mostLines} lines, not ${lines.length}.`;
    issues.add(['lines'], 'TOO_MANY', message, 'Split it over several registrations.');
    return [];
  }
  return lines.map((line, index) => readLine(line, { index, currency, draft }));
}

function readLine(
  line: LineInput,
  {
    index,
    currency,
    draft,
  }: { readonly index: number; readonly currency: string; readonly draft: DraftContext },
): LineValues {
  const { issues, references } = draft;
  const path = `lines.${index}`;
  const product = { type: 'ProductLine', field: `${path}.productLine`, reference: line.productLine };
  const amount = (field: 'oneTime' | 'mrr') => {
    const minor = readAmount(line[field], 0n, { field: `${path}.${field}`, currency, issues });
    if (minor >= 0n) return minor;
    issues.add([...path.split('.'), field], 'NEGATIVE_AMOUNT', `${field} is negative.`, 'Send 0 or more.');
    return 0n;
  };
  return {
    productLineId: requireReference(product, references, issues) ?? '',
    quantity: within(line.quantity ?? 1, { path: `${path}.quantity`, least: 1, most: mostUnits, issues }),
    termMonths: within(line.termMonths ?? 0, {
      path: `${path}.termMonths`,
      least: 0,
      most: longestTermMonths,
      issues,
    }),
    oneTimeMinor: amount('oneTime'),
    mrrMinor: amount('mrr'),
  };
}

function within(
  value: number,
  bounds: {
    readonly path: string;
    readonly least: number;
    readonly most: number;
    readonly issues: IssueCollector;
  },
): number {
  const { path, least, most, issues } = bounds;
  if (value >= least && value <= most) return value;
  const field = path.split('.');
  issues.add(
    field,
    'OUT_OF_RANGE',
    `${field.at(-1)} is ${value}, not ${least} to ${most}.`,
    'Send a number within that range.',
  );
  return least;
}

function readDomains({ customerDomains }: ContentInput, { stored, issues }: DraftContext): readonly string[] {
  const asked = choose(customerDomains, stored?.customerDomains, null) ?? [];
  if (asked.length > mostDomains) {
    const message = `A customer is described by at most ${mostDomains} domains, not ${asked.length}.`;
    issues.add(['customerDomains'], 'TOO_MANY', message, 'Name the most telling ones.');
    return [];
  }
  const domains = asked.map((domain, index) => {
    const value = domain.trim().toLowerCase();
    if (domainShape.test(value) && value.length <= 253) return value;
    issues.add(
      ['customerDomains', index],
      'INVALID_DOMAIN',
      `"${domain.slice(0, 60)}" is not an internet domain.`,
      'Write it like acme.example.',
    );
    return value;
  });
  return [...new Set(domains)];
}

const domainShape = /^(?=.{3,253}$)([\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,63}$/u;

interface TextShape {
  readonly field: string;
  readonly shape: { test(text: string): boolean };
  readonly form: string;
  readonly remedy: string;
  readonly normalize: (text: string) => string;
}

const country: TextShape = {
  field: 'customerCountry',
  shape: { test: isCountryCode },
  form: 'an ISO 3166-1 code of two letters',
  remedy: 'Use a code such as DE.',
  normalize: (text) => text.trim().toUpperCase(),
};
const duns: TextShape = {
  field: 'customerDuns',
  shape: /^\d{9}$/,
  form: 'a D-U-N-S number of nine digits',
  remedy: 'Write the nine digits.',
  normalize: (text) => text.replaceAll(/[\s-]/g, ''),
};
const taxId: TextShape = {
  field: 'customerTaxId',
  shape: /[\p{L}\p{N}]/u,
  form: 'a tax number',
  remedy: 'Write its letters and digits.',
  normalize: (text) => text,
};
/** The form of a path of regions; the same wherever regions are taken in. */
export const region: TextShape = {
  field: 'region',
  shape: /^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}(\/[\p{L}\p{N}][\p{L}\p{N} ._-]{0,39}){0,4}$/u,
  form: 'a path of at most five regions, the widest first',
  remedy: 'Write it like EMEA/DE/BY, or leave it out for everywhere.',
  normalize: (text) => text.trim(),
};

function matching(text: string | null, { field, ...rule }: TextShape, issues: IssueCollector): string | null {
  const value = text === null ? '' : rule.normalize(text);
  if (value === '') return null;
  if (rule.shape.test(value)) return value;
  issues.add([field], 'INVALID_FORMAT', `"${value.slice(0, 60)}" is not ${rule.form}.`, rule.remedy);
  return null;
}

function boundedText(
  text: string | null,
  { field, most, issues }: { readonly field: string; readonly most: number; readonly issues: IssueCollector },
): string | null {
  const value = text?.trim() ?? '';
  if (value.length > most)
    issues.add([field], 'TOO_LONG', `${field} has more than ${most} characters.`, 'Shorten it.');
  return value === '' ? null : value;
}

function readContract(
  { contract }: ContentInput,
  { stored, references, issues }: DraftContext,
): string | null {
  if (contract === undefined) return stored?.contractId ?? null;
  if (contract === null) return null;
  return requireReference(
    { type: 'ManagedContract', field: 'contract', reference: contract },
    references,
    issues,
  );
}
