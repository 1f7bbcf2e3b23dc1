import type { Viewer } from '@channelgraph/core/viewer.ts';
import type { DealsGraph } from '../../../services/deals/test/support.ts';

/** What a request answered and did, without what differs from world to world by itself. */
export interface Step {
  readonly answer: string;
  /** The texts of the statements in alphabetical order, as some are sent side by side: what an answer takes. */
  readonly statements: readonly string[];
}

/** Writes down what a viewer asks and is told in one world. */
export interface Transcript {
  /** Asks, writes down, and gives the answer as it is. */
  // oxlint-disable-next-line typescript/no-explicit-any
  ask(name: string, source: string, variables?: Record<string, unknown>): Promise<any>;
  /** Writes down something else that reaches the viewer's company. */
  note(name: string, told: unknown): void;
  readonly steps: ReadonlyMap<string, Step>;
}

const byText = (a: string, b: string) => Number(a > b) - Number(a < b);
const idShape = /\b([a-z]{3,4})_[0-9a-hjkmnp-tv-z]{26}\b/g;

/** Opens the transcript of a world whose name is part of all that is called differently in it. */
export function openTranscript(graph: DealsGraph, viewer: Viewer, world: string): Transcript {
  const places = new Map<string, string>();
  const steps = new Map<string, Step>();
  // An id becomes its kind and its place among those seen, so that another order shows.
  const plain = (told: unknown): string =>
    (JSON.stringify(told) ?? '').replaceAll(world, 'WORLD').replace(idShape, (id, kind: string) => {
      const place = places.get(id) ?? `${kind}#${places.size}`;
      places.set(id, place);
      return place;
    });
  const write = (name: string, step: Step): void => {
    if (steps.has(name)) throw new Error(`The step ${name} was written down before.`);
    steps.set(name, step);
  };
  return {
    steps,
    async ask(name, source, variables = {}) {
      const before = graph.statements.length;
      const answer = await graph.ask(viewer, source, variables);
      // What could not be asked is the same everywhere, and shows nothing.
      if (answer.errors.length > 0) throw new Error(`${name}: ${JSON.stringify(answer.errors)}`);
      write(name, { answer: plain(answer), statements: graph.statements.slice(before).toSorted(byText) });
      return answer.data;
    },
    note: (name, told) => write(name, { answer: plain(told), statements: [] }),
  };
}
