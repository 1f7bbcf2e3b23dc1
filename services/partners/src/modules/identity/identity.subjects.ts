import type { ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import type { Transaction } from '../../context.ts';

/** A change of somebody who may sign in. */
export interface SubjectChange {
  readonly index: number;
  readonly id: string;
  readonly values: { readonly subject: string | null };
}

/** Finds sign-in names that somebody else, on the partners' side or on the vendor's, has already. */
export async function subjectConflicts(
  tx: Transaction,
  changes: readonly SubjectChange[],
): Promise<Map<number, ValidationIssue>> {
  const subjects = changes.flatMap(({ values }) => values.subject ?? []);
  const where = { subject: { in: subjects } };
  const select = { id: true, subject: true };
  const [users, staff] = [
    await tx.partnerUser.findMany({ where, select }),
    await tx.staffMember.findMany({ where, select }),
  ];
  const holders = new Map([...users, ...staff].map(({ id, subject }) => [subject, id]));
  const conflicts = new Map<number, ValidationIssue>();
  for (const { index, id, values } of changes) {
    if (values.subject === null) continue;
    const holder = holders.get(values.subject) ?? id;
    holders.set(values.subject, holder);
    if (holder === id) continue;
    conflicts.set(index, {
      path: ['subject'],
      code: 'SUBJECT_TAKEN',
      message: `Somebody else signs in as ${values.subject}.`,
      remedy: 'Give each person a sign-in name of their own.',
    });
  }
  return conflicts;
}
