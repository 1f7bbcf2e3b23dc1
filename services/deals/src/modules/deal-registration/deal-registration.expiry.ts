import { sqltag as sql } from '@prisma/client/runtime/client';
import { audit } from '@channelgraph/server/audit.ts';
import { emit } from '@channelgraph/server/events/emit.ts';
import type { Context, Transaction } from '../../context.ts';
import { refreshCustomerLinks } from '../customer/customer.links.ts';
import { guardFacts, movedData } from './deal-registration.action.ts';
import { programActor } from './deal-registration.conflict.ts';
import { registrationMachine } from './deal-registration.machine.ts';
import { defaultRegistrationPolicy } from './deal-registration.policy.ts';
import { loadRegistrations, writeRegistrations } from './deal-registration.store.ts';
import type { RegistrationValues, StoredRegistration } from './deal-registration.store.ts';

const batchSize = 200;

/**
 * Notes which protections have run out, the earliest first.
 *
 * @remarks Reads and guards judge by the clock and do not wait for this. What it notes is dated by when it
 * was due, however late the job runs, and noted once.
 */
export async function expireRegistrations(context: Context): Promise<void> {
  while ((await context.db.write((tx) => expireBatch(tx, context))) === batchSize);
}

async function expireBatch(tx: Transaction, context: Context): Promise<number> {
  const now = context.clock.now();
  const due = await tx.$queryRaw<{ id: string }[]>(sql`
    SELECT id FROM deal_registration WHERE status = 'APPROVED' AND protected_until <= ${now}
    ORDER BY protected_until, id LIMIT ${batchSize}`);
  const stored = await loadRegistrations(
    tx,
    due.map(({ id }) => id),
  );
  const changes = due
    .flatMap(({ id }) => stored.get(id) ?? [])
    .filter((registration) => isDue(registration, now))
    .map(expired);
  await writeRegistrations(tx, context, changes);
  await lapseRequests(
    tx,
    changes.map(({ id }) => id),
  );
  await refreshCustomerLinks(tx, {
    partnerIds: [...new Set(changes.map(({ values }) => values.partnerId))],
    customerIds: [...new Set(changes.flatMap(({ values }) => values.customerId ?? []))],
    mayRemove: true,
  });
  await announce(tx, context, changes);
  return due.length;
}

function isDue({ status, protectedUntil }: StoredRegistration, now: Date): boolean {
  return status === 'APPROVED' && protectedUntil !== null && protectedUntil <= now;
}

interface Expired {
  readonly id: string;
  readonly before: StoredRegistration;
  readonly values: RegistrationValues;
}

function expired(before: StoredRegistration): Expired {
  const facts = guardFacts(before, defaultRegistrationPolicy, {
    isExtensionRequested: false,
    isInConflict: false,
  });
  const status = registrationMachine.apply(before.status, 'EXPIRE', programActor, facts);
  return { id: before.id, before, values: { ...before, status, closedOn: before.protectedTo } };
}

// A longer protection that nobody gave in time is not given any more, from the end of the protection on.
async function lapseRequests(tx: Transaction, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.$executeRaw(sql`
    UPDATE registration_extension e SET status = 'DENIED', decided_at = r.protected_until,
      decided_by = ${programActor.userId}, note = 'The protection ran out.'
    FROM deal_registration r
    WHERE r.id = e.registration_id AND r.id = ANY(${[...ids]}::text[]) AND e.status = 'REQUESTED'`);
}

async function announce(tx: Transaction, context: Context, changes: readonly Expired[]): Promise<void> {
  await audit(
    tx,
    context,
    changes.map(({ id, before, values }) => ({
      action: 'dealRegistration.expired',
      entityType: 'DealRegistration',
      entityId: id,
      partnerId: values.partnerId,
      before,
      after: values,
      policyVersionId: values.policyVersionId,
    })),
  );
  await emit(
    tx,
    context,
    changes.map(({ id, values }) => ({
      type: 'deals.registration.expired' as const,
      subject: id,
      data: movedData(id, values),
    })),
  );
}
