import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import type { ReferenceBook } from '@channelgraph/server/bulk/references.ts';
import { checkDivision, leadingRole } from './opportunity.credits.ts';
import type { CreditWish } from './opportunity.credits.ts';
import type { CreditItem } from './opportunity.credits.store.ts';
import type { OpportunityItem } from './opportunity.item.ts';

/** The credits of a row with what their reading may use. */
export interface CreditRow {
  readonly item: Pick<OpportunityItem, 'credits' | 'sourceRole'>;
  /** The partner whose deal it is; null while it is not known. */
  readonly partnerId: string | null;
  readonly references: ReferenceBook;
  readonly issues: IssueCollector;
}

/** Reads the credits that a row names; null when it names none and only says the role of its own partner. */
export function readCredits({
  item,
  partnerId,
  references,
  issues,
}: CreditRow): readonly CreditWish[] | null {
  if (item.credits === undefined) return null;
  const wishes = readWishes(item.credits ?? [], references, issues);
  const ownRole = partnerId === null ? null : leadingRole(wishes, partnerId);
  if (item.sourceRole != null && item.sourceRole !== ownRole) {
    const message = 'The role of the deal’s own partner among the credits is another one.';
    issues.add(
      ['sourceRole'],
      'ROLES_DIFFER',
      message,
      'Leave sourceRole out, or name the same role in both.',
    );
  }
  return wishes;
}

/** Reads a list of credits and reports where it is no possible division of a deal. */
export function readWishes(
  items: readonly CreditItem[],
  references: ReferenceBook,
  issues: IssueCollector,
): readonly CreditWish[] {
  const wishes = items.map(({ partner, role, creditBps }, index) => {
    const partnerId = references.idOf('Partner', partner);
    if (partnerId === null) {
      const message = 'No partner that you may credit is known by this reference.';
      issues.add(['credits', index, 'partner'], 'NOT_FOUND', message, 'Correct the reference.');
    }
    return { partnerId: partnerId ?? `unknown ${index}`, role, creditBps };
  });
  checkDivision(wishes, ['credits'], issues);
  return wishes;
}
