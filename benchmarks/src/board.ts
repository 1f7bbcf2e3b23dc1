import { readFileSync } from 'node:fs';
import { addDays } from '@channelgraph/core/calendar.ts';

/** The operation that every arm answers. */
export const boardQuery = readFileSync(new URL('board.graphql', import.meta.url), 'utf8');

/** The variables of the board. */
export interface BoardVariables {
  readonly [name: string]: unknown;
  readonly first: number;
  readonly asOf: string;
}

/** Gives the variables of a request: each asks for another of 90 days, so that nothing can answer from memory. */
export function boardVariables(request: number, first: number): BoardVariables {
  return { first, asOf: addDays('2026-10-15', -((request * 7) % 90)) };
}

/** The answer as far as the measurement looks at it. */
export interface BoardAnswer {
  readonly data?: { readonly partners: { readonly nodes: readonly object[] } };
  readonly errors?: readonly object[];
}

/** @throws Error for an answer that lacks something: a fast refusal is no measurement. */
export function requireWholeBoard(answer: BoardAnswer, partners: number): void {
  if (answer.errors !== undefined) throw new Error(`The board has errors: ${JSON.stringify(answer.errors)}`);
  const found = answer.data?.partners.nodes.length;
  if (found !== partners) throw new Error(`The board has ${found} partners and not ${partners}.`);
}
