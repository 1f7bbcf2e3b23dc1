import { createIssues } from '@channelgraph/core/domain-errors.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { choose, keep } from '@channelgraph/server/bulk/field.ts';
import type { Reference, ReferenceBook, TypedReference } from '@channelgraph/server/bulk/references.ts';
import { readProductLines } from '../../product-line-references.ts';
import type { LeadDirection } from './lead.machine.ts';
import type { LeadContent } from './lead.store.ts';

type Maybe<Value> = Value | null | undefined;

/** What a caller may say of a lead; what is left out stays as stored. */
export interface LeadItem extends Reference {
  readonly direction?: Maybe<LeadDirection>;
  readonly partner?: Maybe<Reference>;
  readonly companyName?: Maybe<string>;
  readonly companyDomain?: Maybe<string>;
  readonly companyCountry?: Maybe<string>;
  readonly contactName?: Maybe<string>;
  readonly contactEmail?: Maybe<string>;
  readonly contactPhone?: Maybe<string>;
  readonly hasConsent?: Maybe<boolean>;
  readonly need?: Maybe<string>;
  readonly productLines?: Maybe<readonly Reference[]>;
  readonly region?: Maybe<string>;
  readonly score?: Maybe<number>;
}

/** A lead with what its reading may use. */
export interface LeadRowReading {
  readonly item: LeadItem;
  readonly stored: LeadContent | null;
  readonly references: ReferenceBook;
  readonly issues: IssueCollector;
}

const emailShape = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const domainShape = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9][a-z0-9-]*[a-z0-9]$/i;
const regionShape = /^[^/\s][^/]*(\/[^/\s][^/]*)*$/;

/** Lists the objects that a lead names. */
export function leadReferences({ partner, productLines }: LeadItem): readonly TypedReference[] {
  return [
    ...(partner ? [{ type: 'Partner', reference: partner }] : []),
    ...(productLines ?? []).map((reference) => ({ type: 'ProductLine', reference })),
  ];
}

/** Reads what is told of a lead; every problem is added as an issue. */
export function readLead({ item, stored, references, issues }: LeadRowReading): LeadContent {
  const text = (field: keyof LeadItem & keyof LeadContent, most: number, shape?: RegExp): string | null =>
    readText(choose(item[field] as Maybe<string>, stored?.[field] as Maybe<string>, null) ?? '', {
      field,
      most,
      shape,
      issues,
    });
  const content: LeadContent = {
    direction: keep(item.direction, stored?.direction, 'VENDOR_TO_PARTNER'),
    companyName: required(text('companyName', 300), 'companyName', issues),
    companyDomain: text('companyDomain', 253, domainShape)?.toLowerCase() ?? null,
    companyCountry: choose(item.companyCountry, stored?.companyCountry, null) ?? null,
    contactName: text('contactName', 300),
    contactEmail: text('contactEmail', 320, emailShape),
    contactPhone: text('contactPhone', 50),
    hasConsent: keep(item.hasConsent, stored?.hasConsent, false),
    need: required(text('need', 2000), 'need', issues),
    productLineIds: readProductLines(item.productLines, stored?.productLineIds, references, issues),
    region: text('region', 200, regionShape),
    score: choose(item.score, stored?.score, null) ?? null,
  };
  checkContent(content, stored, issues);
  return content;
}

function checkContent(content: LeadContent, stored: LeadContent | null, issues: IssueCollector): void {
  const { score, direction, hasConsent, contactName, contactEmail, contactPhone } = content;
  if (score !== null && (!Number.isInteger(score) || score < 0 || score > 100)) {
    issues.add(['score'], 'OUT_OF_RANGE', 'A score is a whole number from 0 to 100.', 'Correct the score.');
  }
  if (content.productLineIds.length > 100) {
    issues.add(
      ['productLines'],
      'TOO_MANY',
      'A lead is about at most 100 product lines.',
      'Name the main ones.',
    );
  }
  const hasContact = [contactName, contactEmail, contactPhone].some((each) => each !== null);
  if (direction === 'PARTNER_TO_VENDOR' && hasContact && !hasConsent) {
    const message = 'The details of a person are passed on with the person’s consent alone.';
    issues.add(['hasConsent'], 'CONSENT_REQUIRED', message, 'Ask for consent, or leave the details out.');
  }
  if (stored && stored.direction !== direction) {
    issues.add(
      ['direction'],
      'DIRECTION_FIXED',
      'The lead was passed on the other way.',
      'Record another lead.',
    );
  }
}

interface TextRule {
  readonly field: string;
  readonly most: number;
  readonly shape: RegExp | undefined;
  readonly issues: IssueCollector;
}

function readText(text: string, { field, most, shape, issues }: TextRule): string | null {
  const value = text.trim();
  if (value === '') return null;
  if (value.length > most) {
    issues.add([field], 'TOO_LONG', `${field} has more than ${most} characters.`, 'Shorten it.');
  } else if (shape && !shape.test(value)) {
    issues.add([field], 'MALFORMED', `"${value}" cannot be the ${field}.`, 'Correct it, or leave it out.');
  }
  return value;
}

function required(value: string | null, field: string, issues: IssueCollector): string {
  if (value === null) issues.add([field], 'REQUIRED', `${field} is required.`, `Fill in ${field}.`);
  return value ?? '';
}

/** Reads the reason of a decision, 1 to 2000 characters. @throws ValidationError when it is none. */
export function readReason(reason: string): string {
  const issues = createIssues();
  const text = reason.trim();
  if (text === '' || text.length > 2000) {
    issues.add(['reason'], 'LENGTH', 'A reason has 1 to 2000 characters.', 'Say why in a few words.');
  }
  issues.throwIfAny();
  return text;
}
