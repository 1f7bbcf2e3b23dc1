import type { ConflictPartyRole } from '../../__generated__/prisma/enums.ts';

/** The rules of precedence, in the order in which they are asked. */
export const precedenceRules = [
  'INCUMBENT_CONTRACT',
  'EXCLUSIVE_TERRITORY',
  'EARLIEST_SUBMISSION',
  'CUSTOMER_CHOICE',
  'ACCOUNT_MANAGER',
] as const;
export type PrecedenceRule = (typeof precedenceRules)[number];

/** One claim in a conflict, with what speaks for it. */
export interface PrecedenceParty {
  readonly partyId: string;
  /** Null for the vendor's own sales force. */
  readonly partnerId: string | null;
  readonly role: ConflictPartyRole;
  /** In UTC, as ISO 8601. */
  readonly claimedAt: string;
  /** Whether the claim is still made and was complete when it was made. */
  readonly isValid: boolean;
  /** Whether the customer itself said in writing that it wants this party. */
  readonly isCustomersChoice: boolean;
}

/** What one rule says: whom it favours, and from what it concludes so. */
export interface PrecedenceStep {
  readonly rule: PrecedenceRule;
  /** Whether the rule told the sides apart. */
  readonly isApplied: boolean;
  /** The parties of the sides that are left after it. */
  readonly favouredPartyIds: readonly string[];
  readonly facts: string;
}

/** The winner that the rules propose, null when they leave it open, with every rule's step. */
export interface PrecedenceProposal {
  readonly winnerPartyId: string | null;
  readonly trace: readonly PrecedenceStep[];
}

/** All claims of one partner, or of the vendor. */
interface Side {
  readonly key: string;
  readonly parties: readonly PrecedenceParty[];
}

type Verdict = { readonly left: readonly Side[]; readonly facts: string };

/**
 * Proposes who is right in a conflict.
 *
 * @remarks Each rule looks at the sides that the rules before it left over, and passes when it cannot tell
 * them apart. What the customer documented overrides all before it, unless it documented two choices. The
 * answer does not depend on the order of the parties.
 */
export function proposeDecision(
  parties: readonly PrecedenceParty[],
  judgedPartyId: string | null,
): PrecedenceProposal {
  const sides = sidesOf(parties);
  const trace: PrecedenceStep[] = [];
  let left = sides;
  for (const rule of precedenceRules) {
    const verdict = judge(rule, { sides, left, judgedPartyId });
    const isApplied = verdict.left.length > 0 && isNarrower(verdict.left, left);
    if (isApplied) left = verdict.left;
    const favouredPartyIds = isApplied
      ? left.flatMap(({ parties: all }) => all.map(({ partyId }) => partyId))
      : [];
    trace.push({ rule, isApplied, favouredPartyIds: favouredPartyIds.sort(), facts: verdict.facts });
  }
  const [winner] = left;
  return { winnerPartyId: winner && left.length === 1 ? speakerOf(winner).partyId : null, trace };
}

function judge(
  rule: PrecedenceRule,
  known: {
    readonly sides: readonly Side[];
    readonly left: readonly Side[];
    readonly judgedPartyId: string | null;
  },
): Verdict {
  const { sides, left, judgedPartyId } = known;
  switch (rule) {
    case 'INCUMBENT_CONTRACT':
      return byRole(left, 'INCUMBENT', 'with a contract in force');
    case 'EXCLUSIVE_TERRITORY':
      return byRole(left, 'TERRITORY_HOLDER', 'with the exclusive territory');
    case 'EARLIEST_SUBMISSION':
      return byEarliest(left);
    case 'CUSTOMER_CHOICE':
      return byCustomer(sides);
    case 'ACCOUNT_MANAGER':
      return byJudgement(left, judgedPartyId);
  }
}

function byRole(left: readonly Side[], role: ConflictPartyRole, words: string): Verdict {
  const holders = left.filter(({ parties }) => parties.some((party) => party.role === role && party.isValid));
  return { left: holders, facts: `${holders.length} of ${left.length} sides ${words}.` };
}

function byEarliest(left: readonly Side[]): Verdict {
  const dated = left.map((side) => ({ side, at: earliestOf(side) }));
  const first = dated
    .map(({ at }) => at)
    .filter((at) => at !== null)
    .sort()[0];
  if (first === undefined) return { left: [], facts: 'No side has a complete claim.' };
  const facts = dated.map(({ side, at }) => `${side.key}: ${at ?? 'no complete claim'}`).join('; ');
  return { left: dated.filter(({ at }) => at === first).map(({ side }) => side), facts: `${facts}.` };
}

function earliestOf({ parties }: Side): string | null {
  return (
    parties
      .filter(({ isValid }) => isValid)
      .map(({ claimedAt }) => claimedAt)
      .sort()[0] ?? null
  );
}

// Whatever was decided before, every side may have been chosen; two documented choices are none.
function byCustomer(sides: readonly Side[]): Verdict {
  const chosen = sides.filter(({ parties }) => parties.some(({ isCustomersChoice }) => isCustomersChoice));
  const facts = `The customer documented its choice of ${chosen.length} of ${sides.length} sides.`;
  return { left: chosen.length === 1 ? chosen : [], facts };
}

function byJudgement(left: readonly Side[], judgedPartyId: string | null): Verdict {
  if (left.length === 1) return { left: [], facts: 'The rules before it decided.' };
  const judged = left.filter(({ parties }) => parties.some(({ partyId }) => partyId === judgedPartyId));
  const facts = judgedPartyId === null ? 'No judgement was given.' : `The judgement names ${judgedPartyId}.`;
  return { left: judged, facts };
}

function sidesOf(parties: readonly PrecedenceParty[]): readonly Side[] {
  const sides = Map.groupBy(parties, ({ partnerId }) => partnerId ?? 'vendor');
  return [...sides]
    .map(([key, all]) => ({ key, parties: all.toSorted((a, b) => (a.partyId < b.partyId ? -1 : 1)) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
}

// The customer may have chosen a side that an earlier rule excluded: that narrows nothing, and counts all the same.
function isNarrower(narrowed: readonly Side[], left: readonly Side[]): boolean {
  return narrowed.length < left.length || narrowed.some((side) => !left.includes(side));
}

/** The party that stands for its side: a registration before a contract, the earlier before the later. */
function speakerOf({ parties }: Side): PrecedenceParty {
  const [first] = parties.toSorted(
    (a, b) =>
      Number(b.role === 'REGISTRANT') - Number(a.role === 'REGISTRANT') ||
      (a.claimedAt < b.claimedAt ? -1 : Number(a.claimedAt > b.claimedAt)),
  );
  if (!first) throw new Error('A side has at least one party.');
  return first;
}
