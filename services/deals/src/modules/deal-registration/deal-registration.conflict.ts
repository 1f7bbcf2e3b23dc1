import { serviceViewer } from '@channelgraph/core/viewer.ts';
import type { Context, Transaction } from '../../context.ts';
import { begin, finish } from './deal-registration.action.ts';
import { decisionStopped } from './deal-registration.clock.ts';

/** The program itself, where it decides by policy or carries out what a conflict case decided. */
export const programActor = serviceViewer('registrations');

/** Puts a registration into conflict: its decision clock stands until the case is decided. */
export async function enterConflict(tx: Transaction, context: Context, id: string): Promise<void> {
  const begun = await begin(tx, context, { action: 'OPEN_CONFLICT', id, actor: programActor });
  const { stored } = begun;
  const stopped = { ...decisionStopped(begun), requestedFields: [], rejectionReasons: [] };
  const values = { ...stored, ...stopped, status: begun.status };
  await finish(tx, context, stored, { action: 'OPEN_CONFLICT', values });
}
