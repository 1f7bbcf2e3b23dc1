import type { ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import type { Change } from '@channelgraph/server/bulk/bulk-upsert.ts';
import type { Context, Transaction } from '../../context.ts';
import { statusAt } from '../deal-registration/deal-registration.machine.ts';
import type { ContractValues } from './managed-contract.store.ts';

/** Finds the rows that name a registration which cannot have led to the contract: another partner's, or one that was not approved. */
export async function judgeRegistrations(
  tx: Transaction,
  { clock }: Context,
  changes: readonly Change<ContractValues>[],
): Promise<Map<number, ValidationIssue>> {
  const named = changes.filter(
    ({ before, values }) => values.registrationId !== (before?.registrationId ?? null),
  );
  const ids = named.flatMap(({ values }) => values.registrationId ?? []);
  if (ids.length === 0) return new Map();
  const rows = await tx.dealRegistration.findMany({
    where: { id: { in: ids } },
    select: { id: true, partnerId: true, status: true, protectedUntil: true },
  });
  const known = new Map(rows.map((row) => [row.id, row]));
  return new Map(
    named.flatMap(({ index, values }) => {
      const registration = known.get(values.registrationId ?? '');
      if (values.registrationId === null) return [];
      const isOwn = registration?.partnerId === values.partnerId;
      if (isOwn && ['APPROVED', 'WON'].includes(statusAt(registration, clock.now()))) return [];
      return [[index, isOwn ? notApproved : otherPartner] as const];
    }),
  );
}

const otherPartner: ValidationIssue = {
  code: 'OTHER_PARTNER',
  message: 'The registration is not one of the partner’s.',
  path: ['registration'],
  remedy: 'Name a registration of the same partner.',
};
const notApproved: ValidationIssue = {
  code: 'NOT_APPROVED',
  message: 'The registration is neither approved nor won.',
  path: ['registration'],
  remedy: 'Have it approved first, or leave it out.',
};
