import { sqltag as sql } from '@prisma/client/runtime/client';
import type { CoSellRequest } from '../../__generated__/prisma/client.ts';
import type { EventType } from '@channelgraph/core/event-types.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { emit } from '@channelgraph/server/events/emit.ts';
import type { Context, Transaction } from '../../context.ts';
import { dateText, upsertRows } from '../../stored-rows.ts';
import type { CoSellStatus } from './co-sell-request.machine.ts';
import type { CoSellKind } from './co-sell-request.rules.ts';

/** The comparable state of a request; instants are texts. */
export interface CoSellValues {
  readonly partnerId: string;
  readonly kind: CoSellKind;
  readonly status: CoSellStatus;
  readonly opportunityId: string | null;
  readonly contractId: string | null;
  readonly renewalId: string | null;
  readonly requestedHelp: string;
  readonly neededBy: string | null;
  readonly ownerId: string | null;
  readonly respondBy: string;
  readonly respondedAt: string | null;
  readonly closedAt: string | null;
  readonly note: string | null;
  readonly policyVersionId: string;
}

/** What happened to a request. */
export type CoSellVerb =
  | 'requested'
  | 'accepted'
  | 'started'
  | 'completed'
  | 'declined'
  | 'withdrawn'
  | 'expired';

/** A change of one request, ready to be written. */
export interface CoSellChange {
  readonly id: string;
  readonly verb: CoSellVerb;
  readonly before: CoSellValues | null;
  readonly values: CoSellValues;
}

/** Reads requests and keeps others from changing them until the end of the transaction. */
export async function loadRequests(
  tx: Transaction,
  ids: readonly string[],
): Promise<Map<string, CoSellValues & { readonly version: number }>> {
  if (ids.length === 0) return new Map();
  await tx.$queryRaw(
    sql`SELECT id FROM co_sell_request WHERE id = ANY(${[...ids]}::text[]) ORDER BY id FOR UPDATE`,
  );
  const rows = await tx.coSellRequest.findMany({ where: { id: { in: [...ids] } } });
  return new Map(rows.map((row) => [row.id, { ...valuesOf(row), version: row.version }]));
}

/** Writes requests with their audit entries and events, in a fixed number of statements. */
export async function writeRequests(
  tx: Transaction,
  context: Context,
  changes: readonly CoSellChange[],
): Promise<void> {
  await upsertRows(
    tx,
    'co_sell_request',
    changes.map((change) => requestRow(context, change)),
  );
  await audit(
    tx,
    context,
    changes.map(({ id, verb, before, values }) => ({
      action: `coSellRequest.${verb}`,
      entityType: 'CoSellRequest',
      entityId: id,
      partnerId: values.partnerId,
      before,
      after: values,
      reason: values.note,
      policyVersionId: values.policyVersionId,
    })),
  );
  await emit(tx, context, changes.map(eventOf));
}

function eventOf({ id, verb, values }: CoSellChange) {
  const { partnerId, kind, status, opportunityId, contractId, renewalId, ownerId, respondBy } = values;
  return {
    type: `deals.co_sell.${verb}` as const satisfies EventType,
    subject: id,
    data: {
      coSellRequestId: id,
      partnerId,
      kind,
      status,
      opportunityId,
      contractId,
      renewalId,
      ownerId,
      responseDueAt: respondBy,
    },
  };
}

const textOf = (instant: Date | null): string | null => instant?.toISOString() ?? null;

function valuesOf(row: CoSellRequest): CoSellValues {
  const { id: _i, version: _v, createdAt: _c, createdBy: _b, updatedAt: _u, updatedBy: _w, ...values } = row;
  return {
    ...values,
    neededBy: dateText(row.neededBy),
    respondBy: row.respondBy.toISOString(),
    respondedAt: textOf(row.respondedAt),
    closedAt: textOf(row.closedAt),
  };
}

function requestRow(context: Context, { id, values }: CoSellChange) {
  const at = context.clock.now().toISOString();
  const by = context.viewer.userId;
  return {
    id,
    version: 1,
    partner_id: values.partnerId,
    kind: values.kind,
    status: values.status,
    opportunity_id: values.opportunityId,
    contract_id: values.contractId,
    renewal_id: values.renewalId,
    requested_help: values.requestedHelp,
    needed_by: values.neededBy,
    owner_id: values.ownerId,
    respond_by: values.respondBy,
    responded_at: values.respondedAt,
    closed_at: values.closedAt,
    note: values.note,
    policy_version_id: values.policyVersionId,
    created_at: at,
    created_by: by,
    updated_at: at,
    updated_by: by,
  };
}
