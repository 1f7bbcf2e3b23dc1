import type { Operations } from '../__generated__/graph.ts';
import { type Client, createClient } from '../create-client.ts';
import type { TypedDocument } from '../document.ts';
import type { ClientOptions } from '../options.ts';
import { jsonResponse, type ScriptedFailure } from './failures.ts';
import { createVirtualRuntime } from './virtual-runtime.ts';

type DataOf<Document> = Document extends TypedDocument<infer Data, never> ? Data : never;
type VariablesOf<Document> = Document extends TypedDocument<infer _Data, infer Variables> ? Variables : never;

/** What the mock does with one attempt: fail, or answer data that is given or computed from the variables. */
export type Step<Name extends keyof Operations> =
  | ScriptedFailure
  | DataOf<Operations[Name]>
  | ((
      variables: VariablesOf<Operations[Name]>,
    ) => DataOf<Operations[Name]> | Promise<DataOf<Operations[Name]>>);

/** One attempt that reached the mock. */
export interface RecordedCall {
  readonly name: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;
}

/** A client whose answers are scripted; nothing leaves the process and no wait takes time. */
export interface MockClient {
  readonly client: Client;
  /** Scripts an operation: each attempt takes the next step, and the last one stays. */
  on<Name extends keyof Operations>(name: Name, ...steps: [Step<Name>, ...Step<Name>[]]): MockClient;
  /** Every attempt, in order. */
  readonly calls: readonly RecordedCall[];
  /** Every wait before another attempt, in milliseconds. */
  readonly waits: readonly number[];
}

const isFailure = (step: unknown): step is ScriptedFailure =>
  typeof step === 'object' && step !== null && 'failure' in step && 'respond' in step;

async function answer(step: unknown, variables: unknown): Promise<Response> {
  try {
    return jsonResponse({ data: typeof step === 'function' ? await step(variables) : step });
  } catch (error) {
    // Told as an answer, because a rejected fetch would look like a network that is worth another try.
    return jsonResponse({ errors: [{ message: String(error), extensions: { code: 'MOCK_STEP_FAILED' } }] });
  }
}

/**
 * Creates a client for tests, typed by operation.
 *
 * @example
 * ```ts
 * const mock = createMockClient();
 * mock.on('PartnerGet', rateLimited({ retryAfterMs: 200 }), { partner: null });
 * await mock.client.partners.get('prt_1'); // null, after one retry; mock.waits is [200]
 * ```
 */
export function createMockClient(options: Omit<ClientOptions, 'url' | 'fetch' | 'runtime'> = {}): MockClient {
  const runtime = createVirtualRuntime({ skipWaits: true });
  const scripts = new Map<string, unknown[]>();
  const calls: RecordedCall[] = [];
  const respond = async (_url: string, init: RequestInit): Promise<Response> => {
    const { operationName: name = '', variables } = JSON.parse(String(init.body)) as {
      operationName?: string;
      variables: Record<string, unknown>;
    };
    calls.push({ name, variables, headers: Object.fromEntries(new Headers(init.headers)) });
    const script = scripts.get(name);
    if (script === undefined)
      return await answer(() => Promise.reject(new Error(`no script: mock.on('${name}', …)`)), {});
    const step = script.length > 1 ? script.shift() : script[0];
    return isFailure(step) ? await step.respond(runtime) : await answer(step, variables);
  };
  const mock: MockClient = {
    client: createClient({ ...options, url: 'https://mock.invalid/graphql', fetch: respond, runtime }),
    on: (name, ...steps) => {
      scripts.set(name, steps);
      return mock;
    },
    calls,
    waits: runtime.waits,
  };
  return mock;
}
