import { randomUUID } from 'node:crypto';
import { ApiFailure, type GraphqlExecutor } from '../graphql/executor.ts';
import { readBulkAnswer, wholeIssue, type ApiRow, type BulkAnswer } from './bulk-result.ts';
import type { ImportableEntity } from './catalogue.ts';

/** What sending needs beside the items. */
export interface Sending {
  readonly executor: GraphqlExecutor;
  readonly entity: ImportableEntity;
  readonly isDryRun: boolean;
}

/** The API's outcome for one item. */
export type ItemOutcome = Pick<ApiRow, 'action' | 'issues'>;

/** The API cannot take the batch for a reason that no row is to blame for; the run stops. */
export class ImportStopped extends Error {
  override readonly name = 'ImportStopped';
  /** Whether the API was there and took too long, so that less at a time may succeed. */
  readonly isOverload: boolean;

  constructor(message: string, options: ErrorOptions & { readonly isOverload?: boolean } = {}) {
    super(message, options);
    this.isOverload = options.isOverload ?? false;
  }
}

const overloadCodes = new Set(['SERVICE_UNAVAILABLE', 'ATTEMPT_TIMEOUT', 'DEADLINE_EXCEEDED']);
const smallestBatch = 25;

type Item = Readonly<Record<string, unknown>>;

/**
 * Sends items through the bulk mutation of their entity and gives one outcome per item, in order.
 *
 * @remarks When the API refuses a batch as a whole, the batch is halved until the item at fault stands alone:
 * one bad row never takes its neighbours with it. A batch for which the API took too long is halved as well:
 * what of it was stored all the same is found unchanged.
 * @throws {@link ImportStopped} when the API is unreachable, denies access or answers something else.
 */
export async function sendBatch(items: readonly Item[], sending: Sending): Promise<readonly ItemOutcome[]> {
  try {
    const answer = await callApi(items, sending);
    if ('rows' in answer) return inOrder(items, answer.rows);
    await requireInputFault(answer, sending);
    return await sendParts(items, answer, sending);
  } catch (error) {
    const isTooMuch = error instanceof ImportStopped && error.isOverload && items.length > smallestBatch;
    if (!isTooMuch) throw error;
  }
  const [first, second] = halvesOf(items);
  return [...(await sendBatch(first, sending)), ...(await sendBatch(second, sending))];
}

async function sendParts(
  items: readonly Item[],
  refusal: Refusal,
  sending: Sending,
): Promise<readonly ItemOutcome[]> {
  if (items.length === 1) return [{ action: 'REFUSED', issues: [...refusal.issues] }];
  const outcomes: ItemOutcome[] = [];
  for (const half of halvesOf(items)) {
    const answer = await callApi(half, sending);
    outcomes.push(
      ...('rows' in answer ? inOrder(half, answer.rows) : await sendParts(half, answer, sending)),
    );
  }
  return outcomes;
}

function halvesOf(items: readonly Item[]): [readonly Item[], readonly Item[]] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)];
}

const inputFaults = new Set(['VALIDATION_FAILED', 'ValidationError', 'BAD_USER_INPUT']);

// A batch without items is refused for its size by an API that understands the operation at all.
async function requireInputFault(refusal: Refusal, sending: Sending): Promise<void> {
  const message = refusal.issues.map((issue) => issue.message).join(' ');
  if (!inputFaults.has(refusal.code)) throw new ImportStopped(`${message} (${refusal.code})`);
  const probe = await callApi([], sending);
  if ('rows' in probe || probe.code !== 'BAD_USER_INPUT') return;
  throw new ImportStopped(
    `The graph does not understand ${sending.entity.mutation}: it is of another version than this command line. ${message}`,
  );
}

type Refusal = Exclude<BulkAnswer, { readonly rows: readonly ApiRow[] }>;

async function callApi(items: readonly Item[], { executor, entity, isDryRun }: Sending): Promise<BulkAnswer> {
  const input = { items, dryRun: isDryRun, idempotencyKey: randomUUID() };
  try {
    const data = await executor.execute({ document: entity.document, variables: { input } });
    const answer = readBulkAnswer(data[entity.mutation]);
    if (answer) return answer;
  } catch (error) {
    if (!(error instanceof ApiFailure)) throw error;
    if (error.isInputFault) return { code: error.code, issues: [wholeIssue(error.code, error.message)] };
    const request = error.requestId === null ? '' : `, request ${error.requestId}`;
    throw new ImportStopped(`${error.message} (${error.code}${request})`, {
      cause: error,
      isOverload: overloadCodes.has(error.code),
    });
  }
  throw new ImportStopped(`${entity.mutation} gave an answer that the importer does not understand.`);
}

function inOrder(items: readonly Item[], rows: readonly ApiRow[]): ItemOutcome[] {
  const byIndex = new Map(rows.map((row) => [row.index, row]));
  return items.map((_item, index) => {
    const row = byIndex.get(index);
    if (!row) throw new ImportStopped(`The API gave no outcome for row ${index} of a batch.`);
    return { action: row.action, issues: row.issues };
  });
}
