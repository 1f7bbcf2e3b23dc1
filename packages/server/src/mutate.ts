import {
  IdempotencyInProgressError,
  IdempotencyKeyReusedError,
  createIssues,
} from '@channelgraph/core/domain-errors.ts';
import { hashOf } from '@channelgraph/core/canonical-json.ts';
import type { TransactionClient } from './database/door.ts';
import type { RequestContext } from './request-context.ts';
import type { RawSql } from './raw-sql.ts';

/** What identifies one call of a mutation. */
export interface MutationCall {
  /** The GraphQL name of the mutation. */
  readonly mutation: string;
  readonly idempotencyKey?: string | null | undefined;
  /** Everything the caller sent but the key itself; compared when a key comes a second time. */
  readonly input: unknown;
}

/**
 * Runs the effect of a mutation exactly once per idempotency key.
 *
 * @remarks The effect and the record of its result commit together, so a crash leaves either both or
 * none. A refusal rolls both back: the same key may be sent again after the input was corrected. Keys
 * belong to the caller; another caller's key is another key. `Result` must be plain JSON (ids, not
 * rows), because a replay returns the stored value.
 * @throws IdempotencyKeyReusedError when the key came before with another input.
 * @throws IdempotencyInProgressError when a call with the key is running at this moment.
 * @throws ValidationError when the key is shorter than 16 or longer than 255 characters.
 */
export async function mutate<Client, Result>(
  context: RequestContext<Client>,
  call: MutationCall,
  effect: (tx: TransactionClient<Client>) => Promise<Result>,
): Promise<Result> {
  const key = call.idempotencyKey;
  if (key === undefined || key === null) return context.db.write(effect);
  requireUsableKey(key);
  const principal = context.viewer.userId;
  const inputHash = hashOf(call.input);
  return context.db.write(async (tx) => {
    const sql = tx as unknown as RawSql;
    const [lock] = await sql.$queryRaw<{ free: boolean }[]>`
      SELECT pg_try_advisory_xact_lock(hashtextextended(${`${principal} ${call.mutation} ${key}`}, 0)) AS free`;
    if (!lock?.free) throw new IdempotencyInProgressError();
    const [earlier] = await sql.$queryRaw<{ input_hash: string; result: Result }[]>`
      SELECT input_hash, result FROM channelgraph.idempotency
      WHERE principal = ${principal} AND mutation = ${call.mutation} AND key = ${key}`;
    if (earlier) {
      if (earlier.input_hash !== inputHash) throw new IdempotencyKeyReusedError();
      return earlier.result;
    }
    const result = await effect(tx);
    await sql.$executeRaw`
      INSERT INTO channelgraph.idempotency (principal, mutation, key, input_hash, result)
      VALUES (${principal}, ${call.mutation}, ${key}, ${inputHash}, ${JSON.stringify(result ?? null)}::jsonb)`;
    return result;
  });
}

function requireUsableKey(key: string): void {
  if (key.length >= 16 && key.length <= 255) return;
  const issues = createIssues();
  issues.add(['idempotencyKey'], 'LENGTH', 'An idempotencyKey has 16 to 255 characters.', 'Send a UUID.');
  issues.throwIfAny();
}
