import { createCoreClient, type CoreClient } from '@channelgraph/sdk/client.ts';
import { isPartnerApiError, type AnyPartnerApiError, type ErrorKind } from '@channelgraph/sdk/errors.ts';
import { parse } from 'graphql';
import { ApiFailure, type GraphqlExecutor, type GraphqlRequest } from './executor.ts';

/** Where the API is and who calls it. */
export interface Connection {
  readonly url: string;
  /** The bearer token, asked for before every attempt. */
  readonly token: () => string | Promise<string>;
  /** Replaces the platform's fetch, e.g. by a gateway in the same process. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  readonly timeoutMs?: number;
}

/** Creates an SDK client that names the command line as its caller. */
export function createConnection({ url, token, fetch, timeoutMs }: Connection): CoreClient {
  return createCoreClient({
    url,
    auth: token,
    appInfo: { name: 'channelgraph-cli' },
    timeoutMs: timeoutMs ?? 30_000,
    deadlineMs: 120_000,
    ...(fetch === undefined ? {} : { fetch }),
  });
}

/** Makes an executor of an SDK client, which retries what may be retried. */
export function sdkExecutor(client: CoreClient): GraphqlExecutor {
  return {
    execute: async ({ document, variables, signal }: GraphqlRequest) => {
      const run = isMutation(document) ? client.mutate : client.query;
      try {
        const data: unknown = await run(document, variables ?? {}, { signal });
        return data as Readonly<Record<string, unknown>>;
      } catch (error) {
        throw asApiFailure(error);
      }
    },
  };
}

function isMutation(document: string): boolean {
  return parse(document).definitions.some(
    (definition) => definition.kind === 'OperationDefinition' && definition.operation === 'mutation',
  );
}

function asApiFailure(error: unknown): unknown {
  if (!isPartnerApiError(error)) return error;
  return new ApiFailure(describeApiError(error), {
    code: error.code,
    isInputFault: error.code === 'BAD_USER_INPUT',
    requestId: error.requestId ?? null,
    cause: error,
  });
}

const advice: Partial<Record<ErrorKind, string>> = {
  network: 'Is it running? Start it with "npm start", or name another graph with --url.',
  authentication:
    'Give a token with --token, or act as a persona with --as; a token is signed for the data directory of the running graph (DATA_DIRECTORY).',
  permission: 'Act as somebody who may, for example --as ada.admin.',
};

/** Writes what went wrong with a call in one text: what the SDK and the API said, and what to do. */
export function describeApiError(error: AnyPartnerApiError): string {
  const details = [...new Set(error.errors.map(({ message }) => message))];
  const further = details.filter((detail) => !error.message.includes(detail));
  return [error.message, ...further, advice[error.kind] ?? ''].filter((part) => part !== '').join(' ');
}
