import { endOfDay } from '@channelgraph/core/calendar.ts';
import { createIssues } from '@channelgraph/core/domain-errors.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { isAdministrator } from '@channelgraph/core/viewer.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { resolveReferences } from '@channelgraph/server/bulk/references.ts';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { directoryPartners, partnerToday } from '@channelgraph/server/partner-directory.ts';
import type { Context, Transaction } from '../../context.ts';
import { readWishes } from './opportunity.credit-reading.ts';
import { requestCreditFacts } from './opportunity.credits.facts.ts';
import { checkDivision, groundCredits, inOrder, leadingRole } from './opportunity.credits.ts';
import type { Credit, CreditWish, SourcingProof } from './opportunity.credits.ts';
import { loadCredits, partnersTouched, writeCredits } from './opportunity.credits.store.ts';
import type { CreditItem } from './opportunity.credits.store.ts';
import { contentOf, reviseHistory } from './opportunity.history.ts';
import { opportunityTables } from './opportunity.import.ts';
import { opportunityMachine } from './opportunity.machine.ts';
import { requireAsExpected } from './opportunity.service.ts';
import { outcomeOf } from './opportunity.stages.ts';
import { writeOpportunities } from './opportunity.store.ts';
import type { OpportunityValues } from './opportunity.store.ts';

/** What `opportunitySetCredits` takes. */
export interface SetCreditsInput {
  readonly credits: readonly CreditItem[];
  readonly reason?: string | null | undefined;
  readonly expectedVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/** What is known of the credits of a deal before they are set. */
interface Standing {
  readonly stored: OpportunityValues;
  /** Those of the partners that the viewer is in charge of: they are replaced. */
  readonly mine: readonly Credit[];
  /** All others: they stay, and count. */
  readonly others: readonly Credit[];
}

/** Says who is credited with which part of an opportunity, and returns its id. */
export async function setCredits(context: Context, id: string, input: SetCreditsInput): Promise<string> {
  const { idempotencyKey, ...rest } = input;
  const call = { mutation: 'opportunitySetCredits', idempotencyKey, input: { id, ...rest } };
  return mutate(context, call, async (tx) => {
    const stored = await requireAsExpected(tx, id, input.expectedVersion);
    opportunityMachine.apply(outcomeOf(stored.stage), 'SET_CREDITS', context.viewer, null);
    const standing = { stored, ...(await readStanding(tx, context, id)) };
    const credits = await readInput(tx, context, { id, input, standing });
    const before = inOrder([...standing.mine, ...standing.others]);
    const since = stored.history[0]?.from ?? context.today;
    const change = { opportunityId: id, ownerPartnerId: stored.partnerId, before, after: credits, since };
    if (partnersTouched(change).length === 0) return id;
    const today = await partnerToday(tx, context, stored.partnerId);
    const values = withRole(stored, leadingRole(credits, stored.partnerId), today);
    await writeOpportunities(tx, context, [{ id, before: stored, values }]);
    await withProgramRights(tx, context.viewer, () => writeCredits(tx, context, [change]));
    await requestCreditFacts(tx, context, [change]);
    await audit(tx, context, {
      action: 'opportunity.creditsSet',
      entityType: 'Opportunity',
      entityId: id,
      partnerId: stored.partnerId,
      before,
      after: credits,
      reason: input.reason ?? null,
    });
    return id;
  });
}

async function readStanding(
  tx: Transaction,
  context: Context,
  id: string,
): Promise<Omit<Standing, 'stored'>> {
  const mine = (await loadCredits(tx, [id])).get(id) ?? [];
  const all = await withProgramRights(tx, context.viewer, () => loadCredits(tx, [id]));
  const known = new Set(mine.map(({ partnerId }) => partnerId));
  return { mine, others: (all.get(id) ?? []).filter(({ partnerId }) => !known.has(partnerId)) };
}

interface Wished {
  readonly id: string;
  readonly input: SetCreditsInput;
  readonly standing: Standing;
}

async function readInput(
  tx: Transaction,
  context: Context,
  { id, input, standing }: Wished,
): Promise<readonly Credit[]> {
  const issues = createIssues();
  const named = input.credits.map(({ partner }) => ({ type: 'Partner', reference: partner }));
  const references = await resolveReferences(tx, opportunityTables, named);
  const wishes = readWishes(input.credits, references, issues);
  if (issues.issues.length === 0) checkDivision([...wishes, ...standing.others], ['credits'], issues);
  const reason = readReason(input.reason, issues);
  const facts = {
    stored: standing.mine,
    proofs: await loadProofs(tx, context, { id, wishes, deal: standing.stored }),
    beganAt: await beganAt(tx, id, standing.stored),
    mayOverride: isAdministrator(context.viewer) && reason !== null,
  };
  const credits = groundCredits(wishes, facts, issues);
  issues.throwIfAny();
  return inOrder([...credits, ...standing.others]);
}

function readReason(reason: string | null | undefined, issues: IssueCollector): string | null {
  const text = reason?.trim() ?? '';
  if (reason != null && (text === '' || text.length > 2000)) {
    issues.add(['reason'], 'LENGTH', 'A reason has 1 to 2000 characters.', 'Shorten it, or leave it out.');
  }
  return text === '' ? null : text;
}

/** A deal begins with its first day, or with its recording where that was earlier. */
async function beganAt(tx: Transaction, id: string, deal: OpportunityValues): Promise<Date> {
  const { createdAt } = await tx.opportunity.findUniqueOrThrow({
    where: { id },
    select: { createdAt: true },
  });
  const [partner] = await directoryPartners(tx, [deal.partnerId]);
  if (deal.openedOn === null || !partner) return createdAt;
  const opened = endOfDay(deal.openedOn, partner.timeZone);
  return opened < createdAt ? opened : createdAt;
}

interface Proven {
  readonly id: string;
  readonly wishes: readonly CreditWish[];
  readonly deal: OpportunityValues;
}

/** Finds the approved registrations for a deal of those who are said to have found it. */
function loadProofs(
  tx: Transaction,
  context: Context,
  { id, wishes, deal }: Proven,
): Promise<SourcingProof[]> {
  const partnerIds = wishes.flatMap(({ role, partnerId }) => (role === 'SOURCED' ? [partnerId] : []));
  if (partnerIds.length === 0) return Promise.resolve([]);
  return withProgramRights(tx, context.viewer, async () => {
    const rows = await tx.dealRegistration.findMany({
      where: {
        partnerId: { in: partnerIds },
        AND: [
          // By the clock: a protection that ran out proves nothing, whatever job has noted it.
          { OR: [{ status: 'WON' }, { status: 'APPROVED', protectedUntil: { gt: context.clock.now() } }] },
          {
            OR: [
              { opportunityId: id },
              ...(deal.registrationId === null ? [] : [{ id: deal.registrationId }]),
              ...(deal.customerId === null
                ? []
                : [{ customerId: deal.customerId, productLineIds: { hasSome: [...deal.productLineIds] } }]),
            ],
          },
        ],
      },
      orderBy: [{ submittedAt: 'asc' }, { id: 'asc' }],
      take: 100,
    });
    return rows.map((row) => ({
      registrationId: row.id,
      partnerId: row.partnerId,
      isApproved: true,
      submittedAt: row.submittedAt,
      isOrigin: row.id === deal.registrationId,
    }));
  });
}

function withRole(
  stored: OpportunityValues,
  sourceRole: OpportunityValues['sourceRole'],
  today: string,
): OpportunityValues {
  const changed = { ...stored, sourceRole };
  const content = contentOf(changed);
  const from = stored.closedOn ?? today;
  return {
    ...changed,
    history: reviseHistory(stored.history, { content, from, openedOn: stored.openedOn, opening: content }),
  };
}
