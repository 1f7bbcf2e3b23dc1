import { randomUUID } from 'node:crypto';
import { CommandError } from '../command-error.ts';
import type { DemoRun } from './demo-run.ts';

// As many rows as one call takes, and few enough that a body stays below the gateway's 256 kB.
const batchSize = 200;

interface Refusal {
  readonly message?: string;
  readonly issues?: readonly { readonly message: string; readonly path: readonly string[] }[];
}

/** Sends rows through a bulk mutation, in batches. @throws CommandError when one is refused. */
export async function upsertAll(
  { executor }: DemoRun,
  mutation: string,
  items: readonly object[],
): Promise<void> {
  const title = titleOf(mutation);
  const document = `mutation Demo($input: ${title}Input!) {
    ${mutation}(input: $input) {
      ... on ${title}Success { refusedCount rows { action externalId issues { message path } } }
      ... on UserError { message }
    }
  }`;
  for (let start = 0; start < items.length; start += batchSize) {
    const input = { items: items.slice(start, start + batchSize), idempotencyKey: randomUUID() };
    const data = await executor.execute({ document, variables: { input } });
    const result = data[mutation] as Refusal & {
      readonly refusedCount?: number;
      readonly rows?: readonly (Refusal & { readonly action: string; readonly externalId: string | null })[];
    };
    if (result.refusedCount === 0) continue;
    const refused = result.rows?.find(({ action }) => action === 'REFUSED');
    throw refusal(mutation, { ...result, ...refused }, refused?.externalId ?? null);
  }
}

/** Calls a mutation that takes one input. @throws CommandError when it is refused. */
export async function callOnce({ executor }: DemoRun, mutation: string, input: object): Promise<void> {
  const document = `mutation Demo($input: ${titleOf(mutation)}Input!) {
    ${mutation}(input: $input) { __typename ... on ValidationError { issues { message path } } ... on UserError { message } }
  }`;
  const data = await executor.execute({ document, variables: { input } });
  const result = data[mutation] as Refusal & { readonly __typename: string };
  if (!result.__typename.endsWith('Success')) throw refusal(mutation, result, null);
}

function refusal(mutation: string, { message, issues }: Refusal, key: string | null): CommandError {
  const problems = (issues ?? []).map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  const where = key === null ? mutation : `${mutation} (${key})`;
  return new CommandError(
    `The demo program was refused by ${where}. ${[message, ...problems].filter(Boolean).join(' ')}`,
  );
}

function titleOf(mutation: string): string {
  return `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;
}
