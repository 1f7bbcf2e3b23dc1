import { createIssues } from '@channelgraph/core/domain-errors.ts';
import type { ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import { resolveReferences } from '@channelgraph/server/bulk/references.ts';
import type { Reference } from '@channelgraph/server/bulk/references.ts';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import { directoryPartners } from '@channelgraph/server/partner-directory.ts';
import { BadUserInputError, ForbiddenError } from '@channelgraph/server/request-errors.ts';
import type { Context, Transaction } from '../../context.ts';
import { findRivals } from '../conflict-case/conflict-detection.ts';
import { recognize } from '../customer/customer.identity.ts';
import { readContent, referencesOf } from '../deal-registration/deal-registration.draft.ts';
import type { ContentInput } from '../deal-registration/deal-registration.draft.ts';
import { heldCustomer } from '../deal-registration/deal-registration.parties.ts';
import { prospectOf } from '../deal-registration/deal-registration.prospect.ts';
import { registrationTables } from '../deal-registration/deal-registration.references.ts';
import { judgeSubmission, problemsOf } from '../deal-registration/deal-registration.rules.ts';
import type { RuleTrace } from '../deal-registration/deal-registration.rules.ts';
import { standingOf } from '../deal-registration/deal-registration.standing.ts';
import { productLinesOf } from '../deal-registration/deal-registration.store.ts';
import type { RegistrationContent } from '../deal-registration/deal-registration.store.ts';
import { surroundingsOf, tierRankOn } from '../deal-registration/deal-registration.surroundings.ts';
import type { Surroundings } from '../deal-registration/deal-registration.surroundings.ts';
import { contractTermOf } from '../protection/contract-terms.ts';
import { protectionWindow } from '../protection/protection.window.ts';
import type { ProtectionWindow } from '../protection/protection.window.ts';
import { countCheck } from './registration-check.throttle.ts';

/** What `dealRegistrationCheck` takes. */
export interface CheckInput extends ContentInput {
  /** The company of a partner user when left out. */
  readonly partner?: Reference | null | undefined;
}

/** What would become of a registration. */
export interface RegistrationCheck {
  readonly outcome: 'WOULD_BE_ACCEPTED_FOR_REVIEW' | 'NEEDS_REVIEW' | 'WOULD_BE_REJECTED';
  readonly trace: RuleTrace;
  readonly missing: readonly ValidationIssue[];
  /** Null while something is missing, or when the protection would be over already. */
  readonly protection: ProtectionWindow | null;
}

/**
 * Says what would become of a registration if it were submitted now; nothing is stored but that it was asked.
 *
 * @remarks Whether somebody else claims the scope shows in one verdict alone, and only for a customer that is
 * recognised for sure, and whatever the region: a deal in another region than a rival's is said to need a
 * review that it will not need. The statements are the same whether or not there is a rival.
 * @throws ThrottledError when the company asked too often in this hour.
 */
export async function checkRegistration(context: Context, input: CheckInput): Promise<RegistrationCheck> {
  const partnerId = await context.db.write((tx) => partnerOf(tx, context, input.partner));
  await countCheck(context, partnerId);
  return context.db.write(async (tx) => {
    const around = await surroundingsOf(tx, context, partnerId);
    const { content, issues } = await read(tx, around, input);
    const contest = await isContested(tx, context, around, content);
    const standing = await standingOf(tx, context, {
      ...content,
      id: null,
      partnerId,
      customerId: contest.customerId,
    });
    const { today, partner, policy } = around;
    const facts = { content, today, partner, ...standing, isContested: contest.isContested };
    const trace = judgeSubmission(facts, policy.body);
    const missing = [...issues, ...missingIn(content, around)];
    const protection = await protectionOf(tx, around, content);
    return {
      outcome: outcomeOf(trace, missing),
      trace,
      missing,
      protection: missing.length > 0 ? null : protection,
    };
  });
}

// A partner out of sight answers like one that is not there.
async function partnerOf(
  tx: Transaction,
  { viewer }: Context,
  reference: Reference | null | undefined,
): Promise<string> {
  const own = viewer.partnerId;
  if (!reference && own !== null) return own;
  if (!reference) throw new BadUserInputError('input.partner is required: name the partner that registers.');
  const book = await resolveReferences(tx, registrationTables, [{ type: 'Partner', reference }]);
  const partnerId = book.idOf('Partner', reference);
  const [partner] = partnerId === null ? [] : await directoryPartners(tx, [partnerId]);
  if (!partner) throw new ForbiddenError('No partner with this name is visible to you.');
  return partner.partnerId;
}

async function read(
  tx: Transaction,
  { partner }: Surroundings,
  input: CheckInput,
): Promise<{ readonly content: RegistrationContent; readonly issues: readonly ValidationIssue[] }> {
  const references = await resolveReferences(tx, registrationTables, referencesOf(input));
  const collector = createIssues();
  const named = { ...input, name: input.name ?? 'Pre-flight check' };
  const draft = { stored: null, references, currency: partner.currency, issues: collector };
  return { content: readContent(named, draft), issues: collector.issues };
}

function isContested(
  tx: Transaction,
  context: Context,
  { partner, today }: Surroundings,
  content: RegistrationContent,
): Promise<{ readonly customerId: string | null; readonly isContested: boolean }> {
  return withProgramRights(tx, context.viewer, async () => {
    const { identity } = await recognize(tx, context, prospectOf(content));
    const { partnerId } = partner;
    const heldId = await heldCustomer(tx, { ...content, partnerId });
    const customerId = heldId ?? identity?.customerId ?? null;
    const named = identity ? [identity.customerId, ...identity.contradictingIds] : [];
    // Asked for nobody as well, so that what is not known takes as long as what is; and for all regions, so
    // that nobody finds the region of a rival by trying one after the other.
    const rivals = await findRivals(tx, {
      partnerId,
      customerId: customerId ?? '',
      contradictingIds: named.filter((each) => each !== customerId),
      productLineIds: productLinesOf(content),
      region: null,
      on: today,
      at: context.clock.now(),
    });
    // That a description names two companies shows only when it is submitted: here it would tell, key by key,
    // which companies the program knows.
    return { customerId, isContested: rivals.some(({ kind }) => kind !== 'IDENTITY') };
  });
}

function missingIn(content: RegistrationContent, { today }: Surroundings): readonly ValidationIssue[] {
  const collector = createIssues();
  for (const { path, code, message, remedy } of problemsOf({ content, today })) {
    collector.add(path, code, message, remedy);
  }
  return collector.issues;
}

async function protectionOf(
  tx: Transaction,
  { partner, today, policy }: Surroundings,
  content: RegistrationContent,
): Promise<ProtectionWindow | null> {
  const { kind, contractId } = content;
  const facts = {
    approvedOn: today,
    tierRank: await tierRankOn(tx, partner.partnerId, today),
    contract: await contractTermOf(tx, { id: '', kind, partnerId: partner.partnerId, contractId }),
  };
  return protectionWindow(kind, facts, policy.body);
}

function outcomeOf(trace: RuleTrace, missing: readonly ValidationIssue[]): RegistrationCheck['outcome'] {
  const verdicts = trace.map(({ verdict }) => verdict);
  if (missing.length > 0 || verdicts.includes('FAIL')) return 'WOULD_BE_REJECTED';
  return verdicts.includes('REVIEW') ? 'NEEDS_REVIEW' : 'WOULD_BE_ACCEPTED_FOR_REVIEW';
}
