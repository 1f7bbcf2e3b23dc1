import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import type { SourceRole } from '../pipeline/pipeline.shape.ts';

/** The whole credit of a deal, in ten-thousandths. */
export const wholeBps = 10_000;

/** The most credits that one deal can have. */
export const mostCredits = 50;

/** Why a partner has its credit. */
export type CreditBasis = 'REGISTRATION' | 'DECISION' | 'IMPORT' | 'OVERRIDE';

/** The part of one partner in a deal, and the share that is credited to it. */
export interface Credit {
  readonly partnerId: string;
  readonly role: SourceRole;
  readonly creditBps: number;
  readonly basis: CreditBasis;
  readonly registrationId: string | null;
}

/** A credit as it is asked for, before its basis is known. */
export type CreditWish = Pick<Credit, 'partnerId' | 'role' | 'creditBps'>;

type Ground = Pick<Credit, 'basis' | 'registrationId'>;

/** A registration that may prove that a partner found the deal. */
export interface SourcingProof {
  readonly registrationId: string;
  readonly partnerId: string;
  readonly isApproved: boolean;
  readonly submittedAt: Date | null;
  /** Whether the deal was created from it. */
  readonly isOrigin: boolean;
}

/** What the credits of a deal are judged by. */
export interface CreditFacts {
  /** What is stored now; a role that a partner has already needs no new proof. */
  readonly stored: readonly Credit[];
  readonly proofs: readonly SourcingProof[];
  /** When the deal came into being. */
  readonly beganAt: Date;
  /** Whether a SOURCED role may be given without proof. */
  readonly mayOverride: boolean;
}

// The role by which a deal is told where its partner has several.
const byWeight: readonly SourceRole[] = ['SOURCED', 'INFLUENCED', 'FULFILLED', 'CO_SELL', 'REFERRED'];

/** Tells whether a role has a share of the whole; the others are credited beside it. */
export function sharesTheWhole(role: SourceRole): boolean {
  return role === 'SOURCED' || role === 'INFLUENCED';
}

/** Gives the role by which a partner is told to be in a deal; null for none. */
export function leadingRole(credits: readonly CreditWish[], partnerId: string): SourceRole | null {
  return (
    byWeight.find((role) => credits.some((each) => each.partnerId === partnerId && each.role === role)) ??
    null
  );
}

/** Sums the shares of the whole that are given away. */
export function givenBps(credits: readonly CreditWish[]): number {
  return credits.reduce((sum, { role, creditBps }) => (sharesTheWhole(role) ? sum + creditBps : sum), 0);
}

/** Puts credits into the one order in which they are stored and compared. */
export function inOrder(credits: readonly Credit[]): readonly Credit[] {
  const key = ({ partnerId, role }: Credit): string => `${byWeight.indexOf(role)} ${partnerId}`;
  return credits.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** Reports where credits are no possible division of a deal; `path` leads to their list. */
export function checkDivision(
  credits: readonly CreditWish[],
  path: readonly string[],
  issues: IssueCollector,
): void {
  if (credits.length > mostCredits) {
    const message = `A deal has at most ${mostCredits} credits.`;
    issues.add(path, 'TOO_MANY', message, 'Leave some out.');
    return;
  }
  const seen = new Set<string>();
  credits.forEach(({ partnerId, role, creditBps }, index) => {
    const key = `${partnerId} ${role}`;
    if (seen.has(key)) {
      const message = `The partner has the role ${role} already.`;
      issues.add([...path, String(index)], 'DUPLICATE_ROLE', message, 'Name each role of a partner once.');
    }
    seen.add(key);
    if (!Number.isInteger(creditBps) || creditBps < 0 || creditBps > wholeBps) {
      const message = `A credit is a whole number from 0 to ${wholeBps}.`;
      issues.add([...path, String(index), 'creditBps'], 'OUT_OF_RANGE', message, 'Send 2500 for a quarter.');
    }
  });
  if (credits.filter(({ role }) => role === 'SOURCED').length > 1) {
    issues.add(path, 'SEVERAL_SOURCES', 'A deal is sourced by one partner.', 'Give the others another role.');
  }
  if (givenBps(credits) > wholeBps) {
    const message = `SOURCED and INFLUENCED credits together exceed the whole, ${wholeBps}.`;
    issues.add(path, 'CREDIT_EXCEEDS_WHOLE', message, 'Lower some of them.');
  }
}

/** Gives the credits asked for with what each rests on; reports a SOURCED one that nothing proves. */
export function groundCredits(
  wishes: readonly CreditWish[],
  facts: CreditFacts,
  issues: IssueCollector,
): readonly Credit[] {
  return inOrder(
    wishes.map((wish, index) => {
      const ground = groundOf(wish, facts);
      if (ground) return { ...wish, ...ground };
      issues.add(
        ['credits', index, 'role'],
        'NOT_SOURCED',
        'No registration of the partner for this deal was approved and submitted before the deal began.',
        'Give another role, or let an administrator decide with a reason.',
      );
      return { ...wish, basis: 'DECISION', registrationId: null };
    }),
  );
}

function groundOf(wish: CreditWish, facts: CreditFacts): Ground | null {
  const { stored, proofs, beganAt, mayOverride } = facts;
  const before = groundBefore(wish, stored);
  if (before) return before;
  if (wish.role !== 'SOURCED') return { basis: 'DECISION', registrationId: null };
  const proof = proofs.find((each) => each.partnerId === wish.partnerId && proves(each, beganAt));
  if (proof) return { basis: 'REGISTRATION', registrationId: proof.registrationId };
  return mayOverride ? { basis: 'OVERRIDE', registrationId: null } : null;
}

function groundBefore(wish: CreditWish, stored: readonly Credit[]): Ground | null {
  const before = stored.find(({ partnerId, role }) => partnerId === wish.partnerId && role === wish.role);
  return before ? { basis: before.basis, registrationId: before.registrationId } : null;
}

/** Tells whether a registration proves that its partner found a deal that began at the instant given. */
export function proves({ isApproved, isOrigin, submittedAt }: SourcingProof, beganAt: Date): boolean {
  return isApproved && (isOrigin || (submittedAt !== null && submittedAt <= beganAt));
}

/** Gives the credits that administrators import: what is stored keeps its basis, the rest rests on the import. */
export function importedCredits(wishes: readonly CreditWish[], stored: readonly Credit[]): readonly Credit[] {
  return inOrder(
    wishes.map((wish) => ({
      ...wish,
      ...(groundBefore(wish, stored) ?? { basis: 'IMPORT', registrationId: null }),
    })),
  );
}

/**
 * Gives the credits of a deal after its own partner was said to have another role in it, as an import says.
 *
 * @remarks Who found or helped a deal gets what is left of the whole: all of it while nobody else is
 * credited. An influenced deal of an import thus counts in full for its only partner, which is what
 * influenced revenue means; the other roles are credited with nothing.
 */
export function withOwnRole(
  credits: readonly Credit[],
  partnerId: string,
  role: SourceRole | null,
): readonly Credit[] {
  if (leadingRole(credits, partnerId) === role) return credits;
  const others = credits.filter((credit) => credit.partnerId !== partnerId);
  if (role === null) return others;
  const creditBps = sharesTheWhole(role) ? Math.max(0, wholeBps - givenBps(others)) : 0;
  return inOrder([...others, { partnerId, role, creditBps, basis: 'IMPORT', registrationId: null }]);
}
