import { sqltag as sql } from '@prisma/client/runtime/client';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import type { ConflictOrigin } from '../../__generated__/prisma/enums.ts';
import type { Context, Transaction } from '../../context.ts';
import { openConflict } from '../conflict-case/conflict-case.opening.ts';
import { findRivals } from '../conflict-case/conflict-detection.ts';
import type { Rival } from '../conflict-case/conflict-detection.ts';
import { recognize, resolveCustomer } from '../customer/customer.identity.ts';
import type { Identity } from '../customer/customer.matching.ts';
import { treesOf } from '../customer/customer.trees.ts';
import { lockCustomerTree } from '../protection/claims.ts';
import type { BegunAction } from './deal-registration.action.ts';
import { enterConflict } from './deal-registration.conflict.ts';
import { prospectOf } from './deal-registration.prospect.ts';
import type { CustomerDescription } from './deal-registration.prospect.ts';
import { isOfIncumbent } from './deal-registration.rules.ts';
import { productLinesOf } from './deal-registration.store.ts';
import type { RegistrationContent, RegistrationValues } from './deal-registration.store.ts';

/** The customer of a registration, with those that its description names just as surely. */
export type CustomerIdentity = Pick<Identity, 'customerId' | 'contradictingIds'>;

/**
 * Finds the customer that a registration names, or records it, and locks its tree.
 *
 * @remarks What is about a contract that the partner has is about its customer, however it is described: whether
 * a description names somebody else whom only others know would tell of them. Whom else it names contradicts that.
 */
export function identify(
  tx: Transaction,
  context: Context,
  registration: RegistrationContent & { readonly partnerId: string },
): Promise<CustomerIdentity> {
  return withProgramRights(tx, context.viewer, async () => {
    const heldId = await heldCustomer(tx, registration);
    const identity =
      heldId === null
        ? await resolveCustomer(tx, context, prospectOf(registration))
        : await kept(tx, context, heldId, registration);
    await lockCustomerTree(tx, identity.customerId);
    return identity;
  });
}

/** Finds the customer of the contract that a registration is about; null when the partner has no such contract. */
export async function heldCustomer(
  tx: Transaction,
  {
    kind,
    contractId,
    partnerId,
  }: Pick<RegistrationContent, 'kind' | 'contractId'> & { readonly partnerId: string },
): Promise<string | null> {
  if (!isOfIncumbent(kind) || contractId === null) return null;
  const contract = await tx.managedContract.findFirst({
    where: { id: contractId, partnerId },
    select: { customerId: true },
  });
  return contract?.customerId ?? null;
}

/**
 * Asks once more whom a submitted registration names, by what is known of customers now.
 *
 * @remarks It keeps the customer that it was submitted for; whom else its description has come to name
 * contradicts that.
 */
export function identifyAgain(
  tx: Transaction,
  context: Context,
  { customerId, ...content }: RegistrationContent & { readonly customerId: string },
): Promise<CustomerIdentity> {
  return withProgramRights(tx, context.viewer, () => kept(tx, context, customerId, content));
}

// Stays with a customer; those of other trees that the description names contradict it.
async function kept(
  tx: Transaction,
  context: Context,
  customerId: string,
  content: CustomerDescription,
): Promise<CustomerIdentity> {
  const { identity } = await recognize(tx, context, prospectOf(content));
  const own = new Set((await treesOf(tx, [customerId])).map(({ id }) => id));
  const named = identity ? [identity.customerId, ...identity.contradictingIds] : [];
  return { customerId, contradictingIds: named.filter((each) => !own.has(each)).sort() };
}

/** Finds who else claims the scope of a registration; nothing of it may reach a partner but that there is somebody. */
export function rivalsOf(
  tx: Transaction,
  context: Context,
  claim: Pick<BegunAction, 'today' | 'now'> & {
    readonly values: Pick<RegistrationValues, 'partnerId' | 'lines' | 'region' | 'kind'>;
    readonly identity: CustomerIdentity;
  },
): Promise<readonly Rival[]> {
  const { values, identity, today, now } = claim;
  return withProgramRights(tx, context.viewer, () =>
    findRivals(tx, {
      partnerId: values.partnerId,
      customerId: identity.customerId,
      contradictingIds: identity.contradictingIds,
      productLineIds: productLinesOf(values),
      region: values.region,
      on: today,
      at: now,
    }),
  );
}

/** Opens a conflict about a registration and puts it into it. */
export async function contest(
  tx: Transaction,
  context: Context,
  dispute: { readonly id: string; readonly rivals: readonly Rival[]; readonly origin: ConflictOrigin },
): Promise<void> {
  const { id, rivals, origin } = dispute;
  await withProgramRights(tx, context.viewer, () =>
    openConflict(tx, context, { registrationId: id, rivals, origin }),
  );
  const [row] = await tx.$queryRaw<{ status: string }[]>(
    sql`SELECT status::text FROM deal_registration WHERE id = ${id}`,
  );
  if (row?.status !== 'CONFLICTED') await enterConflict(tx, context, id);
}
