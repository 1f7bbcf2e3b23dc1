import { sqltag as sql } from '@prisma/client/runtime/client';
import { NotFoundError, VersionMismatchError } from '@channelgraph/core/domain-errors.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import type { ContractChangeRequest } from '../../__generated__/prisma/client.ts';
import type { Context, Transaction } from '../../context.ts';
import type { ContractCall, PlannedAction } from '../managed-contract/managed-contract.plan.ts';

/** A change that somebody asks for. */
export interface NewChangeRequest {
  readonly contractId: string;
  readonly partnerId: string;
  readonly action: PlannedAction;
  readonly input: ContractCall['input'];
  readonly mrrChangeMinor: bigint;
  readonly reason: string;
  readonly policyVersionId: string;
}

/** Stores a request and returns its id. */
export async function storeChangeRequest(
  tx: Transaction,
  context: Context,
  request: NewChangeRequest,
): Promise<string> {
  const { input, ...rest } = request;
  const stored = await tx.contractChangeRequest.create({
    data: {
      id: context.ids.next('ccr'),
      ...rest,
      input: JSON.parse(JSON.stringify(input)) as object,
      status: 'REQUESTED',
      requestedAt: context.clock.now(),
      requestedBy: context.viewer.userId,
    },
  });
  await auditRequest(tx, context, { action: 'requested', before: null, after: stored });
  return stored.id;
}

/** Reads a request and keeps others from deciding it until the end of the transaction. */
export async function lockChangeRequest(
  tx: Transaction,
  id: string,
  expectedVersion: number | null | undefined,
): Promise<ContractChangeRequest> {
  await tx.$queryRaw(sql`SELECT id FROM contract_change_request WHERE id = ${id} FOR UPDATE`);
  const stored = await tx.contractChangeRequest.findUnique({ where: { id } });
  if (!stored) throw new NotFoundError('ContractChangeRequest');
  if (expectedVersion != null && expectedVersion !== stored.version) {
    throw new VersionMismatchError(expectedVersion, stored.version);
  }
  return stored;
}

/** Writes one entry of a request's history. */
export async function auditRequest(
  tx: Transaction,
  context: Context,
  change: {
    readonly action: string;
    readonly before: ContractChangeRequest | null;
    readonly after: ContractChangeRequest;
  },
): Promise<void> {
  const { action, before, after } = change;
  const entry = {
    action: `contractChangeRequest.${action}`,
    entityType: 'ContractChangeRequest',
    entityId: after.id,
    partnerId: null,
    before,
    after,
    reason: after.note ?? after.reason,
    policyVersionId: after.policyVersionId,
  };
  // No matter of the partner's: an account manager writes such entries only by the rights of the program.
  await withProgramRights(tx, context.viewer, () => audit(tx, context, entry));
}
