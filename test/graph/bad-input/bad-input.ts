import type { World as FoundWorld, Made } from '../authorization/world.ts';
import type { BadInputRecords } from './records.ts';

/** The ids that inputs speak of, each by its name in angle brackets: `<contract>`. */
export type Known = FoundWorld & Readonly<Record<Made, string>> & BadInputRecords;

/** What the answer to a bad input says. */
export interface Refusal {
  /** The code of the typed error, of the row’s first problem, or of the GraphQL error. */
  readonly code: string;
  /** The path of every value at fault, with dots; empty where no value of the input is. */
  readonly paths: readonly string[];
  /** The message and the remedy of each problem. */
  readonly text: string;
}

/** One input that has to be refused. */
export interface BadInput {
  /** What is wrong with it. */
  readonly what: string;
  /** The persona who sends it. */
  readonly by: string;
  /** The mutation or the query. */
  readonly about: string;
  /** The document, or the name of the mutation whose document is made from the API. */
  readonly call: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly code: string;
  readonly paths: readonly string[];
  /** A word of the remedy. */
  readonly says: string;
}

/** What is wrong; what differs from an input that is accepted; the code; the paths with spaces between; a word of the remedy. */
export type Row = readonly [what: string, change: object, code: string, paths: string, says: string];

/** An input that is accepted, which each row spoils. */
export interface Sound {
  readonly by: string;
  readonly call: string;
  /** The name of the record that the mutation is about. */
  readonly id?: string;
  readonly input?: object;
  /** The single row of a bulk mutation. */
  readonly item?: object;
  /** The variables of a query. */
  readonly variables?: object;
}

/** Makes inputs that differ from a sound one by what each row says; a property of `undefined` is left out. */
export function spoiled(sound: Sound, rows: readonly Row[]): readonly BadInput[] {
  return rows.map(([what, change, code, paths, says]) => ({
    what,
    by: sound.by,
    about: /answer: (\w+)/.exec(sound.call)?.[1] ?? sound.call,
    call: sound.call,
    variables: variablesOf(sound, change),
    code,
    paths: paths.split(' ').filter((path) => path !== ''),
    says,
  }));
}

function variablesOf(sound: Sound, change: object): Readonly<Record<string, unknown>> {
  if (sound.variables) return { ...sound.variables, ...change };
  if (sound.item) return { input: 'items' in change ? change : { items: [{ ...sound.item, ...change }] } };
  const { id = sound.id, ...input } = { ...sound.input, ...change } as { id?: string };
  return { ...(id === undefined ? {} : { id: id.includes('_') ? id : `<${id}>` }), input };
}

/** Names a record as inputs do. */
export const ref = (name: string): object => ({ id: `<${name}>` });

/** Names a record as another system does. */
export const named = (externalId: string, system = 'demo'): object => ({
  externalReference: { system, externalId },
});

/** An amount of money, of US dollars unless said otherwise. */
export const money = (amount: string, currency = 'USD'): object => ({ amount, currency });

/** A text of that many letters. */
export const letters = (count: number): string => 'x'.repeat(count);

/** That many of the same. */
export const times = <Value>(count: number, make: (index: number) => Value): readonly Value[] =>
  Array.from({ length: count }, (_, index) => make(index));
