import { type QueryDocument, toOperation, type OperationKind } from './document.ts';
import type { AppInfo, ClientOptions, Logger, RequestOptions, ResponseInfo } from './options.ts';
import { execute, type Transport } from './request.ts';
import { defaultRetryPolicy, retryPolicy } from './retry.ts';
import { systemRuntime } from './runtime.ts';
import { version } from './__generated__/version.ts';

/** The variables, which may be left out when none is required, and the options of a call. */
export type CallArguments<Variables> =
  Record<never, never> extends Variables
    ? [variables?: Variables, options?: AdHocOptions]
    : [variables: Variables, options?: AdHocOptions];

/** What can be said about a call with a document of one's own. */
export interface AdHocOptions extends RequestOptions {
  /** Which operation to run, when the document holds several. */
  readonly operationName?: string;
}

/** Runs documents of one kind; typed documents give the types of variables and result. */
export interface RunDocument {
  <Data, Variables>(
    document: QueryDocument<Data, Variables>,
    ...rest: CallArguments<Variables>
  ): Promise<Data>;
  <Data = unknown>(
    document: string,
    variables?: Readonly<Record<string, unknown>>,
    options?: AdHocOptions,
  ): Promise<Data>;
}

/** A connection to the API without the resources: what every function of the SDK takes first. */
export interface CoreClient {
  /** Runs a query and returns its frozen data; throws a `PartnerApiError` when any part of it failed. */
  readonly query: RunDocument;
  /** Runs a mutation; it is repeated after a failure only when its input carries an `idempotencyKey`. */
  readonly mutate: RunDocument;
  /** Calls the listener with what each answer says about itself, and returns what stops that. */
  on(event: 'response', listener: (info: ResponseInfo) => void): () => void;
}

function userAgent(app: AppInfo = { name: '@channelgraph/sdk', version }): Record<string, string> {
  const names = { 'apollographql-client-name': app.name, 'apollographql-client-version': app.version ?? '' };
  // Browsers own this header, and some answer its mere presence with a preflight.
  if ('document' in globalThis) return names;
  const platform = globalThis.navigator?.userAgent ?? 'unknown';
  return {
    ...names,
    'user-agent': `channelgraph-sdk/${version} (${platform}) ${app.name}/${app.version ?? ''}`,
  };
}

function deprecationWarner(
  logger: Logger | undefined,
): (extensions: Readonly<Record<string, unknown>>) => void {
  const known = new Set<string>();
  return ({ deprecations }) => {
    if (logger === undefined || !Array.isArray(deprecations)) return;
    for (const { coordinate, reason } of deprecations as { coordinate?: unknown; reason?: unknown }[]) {
      const name = String(coordinate);
      if (!known.has(name)) logger.warn(`${name} is deprecated: ${String(reason)}`);
      known.add(name);
    }
  };
}

function transportOf(options: ClientOptions, onResponse: Transport['onResponse']): Transport {
  return {
    url: String(options.url),
    auth: options.auth,
    // Called bare, because a browser's fetch refuses to be a method of something else.
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    timeoutMs: options.timeoutMs ?? 15_000,
    deadlineMs: options.deadlineMs ?? 60_000,
    retry: retryPolicy(defaultRetryPolicy, options.retry),
    headers: { ...userAgent(options.appInfo), ...options.headers },
    runtime: { ...systemRuntime, ...options.runtime },
    onResponse,
  };
}

/**
 * Creates a client without resources, for use with the functions (`getScorecard(client, …)`): what is not
 * imported is not shipped.
 *
 * @example
 * ```ts
 * const client = createCoreClient({ url: 'https://partners.example.com/graphql', auth: () => token });
 * ```
 */
export function createCoreClient(options: ClientOptions): CoreClient {
  const listeners = new Set<(info: ResponseInfo) => void>();
  const warn = deprecationWarner(options.logger);
  const transport = transportOf(options, (info, extensions) => {
    warn(extensions);
    for (const listener of listeners) listener(Object.freeze(info));
  });
  const run =
    (kind: OperationKind): RunDocument =>
    async (
      document: string | QueryDocument<unknown, never>,
      variables: object = {},
      given: AdHocOptions = {},
    ) => {
      const operation = toOperation(document, given.operationName);
      if (operation.kind !== kind)
        throw new TypeError(`The document holds a ${operation.kind}, not a ${kind}.`);
      return (await execute(transport, { operation, variables, options: given })) as never;
    };
  return Object.freeze<CoreClient>({
    query: run('query'),
    mutate: run('mutation'),
    on: (_event, listener) => {
      listeners.add(listener);
      return () => {
        listeners.delete(listener);
      };
    },
  });
}
