import { Agent as HttpAgent, type IncomingMessage, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { SubgraphFailure } from './subgraph-failure.ts';

/** One POST to a subgraph and its bounds. */
export interface HttpExchange {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Tells whether the request may reach the server twice: true for reads. */
  readonly isRepeatable: boolean;
  readonly maxResponseBytes: number;
  readonly timeoutMs: number;
  /** The deadline of the whole request. */
  readonly deadline: AbortSignal;
}

/** A complete answer; redirects are answers like any other and are never followed. */
export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
}

/** Sends bounded POST requests over kept-alive connections. */
export interface HttpExchanger {
  post(exchange: HttpExchange): Promise<HttpAnswer>;
  /** Closes the idle and the busy connections. */
  close(): void;
}

/** Creates an {@link HttpExchanger} with connections of its own. */
export function createHttpExchanger(): HttpExchanger {
  const agents = {
    'http:': new HttpAgent({ keepAlive: true, maxSockets: 256 }),
    'https:': new HttpsAgent({ keepAlive: true, maxSockets: 256 }),
  };
  return {
    async post(exchange) {
      const timeout = AbortSignal.timeout(exchange.timeoutMs);
      const signal = AbortSignal.any([timeout, exchange.deadline]);
      try {
        const response = await sendTwiceIfStale(exchange, signal, agents);
        return {
          status: response.statusCode ?? 0,
          contentType: response.headers['content-type'] ?? '',
          body: await readBounded(response, exchange.maxResponseBytes),
        };
      } catch (error) {
        if (error instanceof SubgraphFailure) throw error;
        if (timeout.aborted) {
          throw new SubgraphFailure('timeout', `no answer within ${exchange.timeoutMs} ms`);
        }
        if (exchange.deadline.aborted) {
          throw new SubgraphFailure('deadline', 'the request ran out of time');
        }
        throw new SubgraphFailure('unreachable', 'the connection failed', { cause: error });
      }
    },
    close() {
      agents['http:'].destroy();
      agents['https:'].destroy();
    },
  };
}

interface Agents {
  readonly 'http:': HttpAgent;
  readonly 'https:': HttpsAgent;
}

/** A kept connection ended as it was used again, most likely because the server had just closed it. */
class StaleConnectionError extends Error {}

async function sendTwiceIfStale(
  exchange: HttpExchange,
  signal: AbortSignal,
  agents: Agents,
): Promise<IncomingMessage> {
  try {
    return await send(exchange, signal, agents);
  } catch (error) {
    if (!(error instanceof StaleConnectionError) || !exchange.isRepeatable) throw error;
    return send(exchange, signal, agents);
  }
}

function send(
  { url, headers, body }: HttpExchange,
  signal: AbortSignal,
  agents: Agents,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const isSecure = url.protocol === 'https:';
    const start = isSecure ? httpsRequest : httpRequest;
    const agent = isSecure ? agents['https:'] : agents['http:'];
    const length = String(Buffer.byteLength(body));
    const request = start(
      url,
      { method: 'POST', agent, signal, headers: { ...headers, 'content-length': length } },
      resolve,
    );
    request.on('error', (error: NodeJS.ErrnoException) => {
      const isStale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      reject(isStale ? new StaleConnectionError('stale connection', { cause: error }) : error);
    });
    request.end(body);
  });
}

async function readBounded(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      response.destroy();
      throw new SubgraphFailure('oversized', `the answer has more than ${maxBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size).toString('utf8');
}
