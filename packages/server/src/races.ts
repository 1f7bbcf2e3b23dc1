import { ConflictError } from '@channelgraph/core/domain-errors.ts';

const uniqueOrExclusion = /P2002|23505|23P01|violates (unique|exclusion) constraint|conflicting key value/;

/**
 * Runs a transaction again when another one took a unique place first, so that it finds the other's
 * row and answers as if it had come second from the start.
 *
 * @throws ConflictError when it is overtaken a second time.
 */
export async function retryAfterRace<Result>(transaction: () => Promise<Result>): Promise<Result> {
  try {
    return await transaction();
  } catch (error) {
    if (!isOvertaken(error)) throw error;
  }
  try {
    return await transaction();
  } catch (error) {
    if (!isOvertaken(error)) throw error;
    throw new ConflictError('store.unique', 'Another change took the same place at the same moment.');
  }
}

function isOvertaken(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, meta } = error as { code?: string; meta?: unknown };
  return uniqueOrExclusion.test(`${code ?? ''} ${error.message} ${JSON.stringify(meta ?? '')}`);
}
