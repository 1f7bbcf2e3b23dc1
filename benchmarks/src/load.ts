import { Agent, request as send } from 'node:http';
import { type BoardAnswer, boardQuery, boardVariables, requireWholeBoard } from './board.ts';

/** Where a board is asked for. */
export interface Target {
  readonly url: string;
  readonly token: string;
}

/** How much is asked. */
export interface Load {
  readonly requests: number;
  /** Requests in flight at any time. */
  readonly concurrency: number;
  /** Partners per board. */
  readonly partners: number;
}

/** Asks for boards in a closed loop and gives the seconds it took. @throws Error for any answer that is not whole. */
export async function runLoad(target: Target, { requests, concurrency, partners }: Load): Promise<number> {
  const agent = new Agent({ keepAlive: true, maxSockets: concurrency });
  const started = performance.now();
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < requests) {
      const number = next;
      next += 1;
      requireWholeBoard(await askBoard(target, { number, partners, agent }), partners);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  agent.destroy();
  return (performance.now() - started) / 1000;
}

/** Asks for one board. */
export async function askBoard(
  { url, token }: Target,
  { number, partners, agent }: { readonly number: number; readonly partners: number; readonly agent?: Agent },
): Promise<BoardAnswer> {
  const body = JSON.stringify({ query: boardQuery, variables: boardVariables(number, partners) });
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    authorization: `Bearer ${token}`,
  };
  return new Promise((resolve, reject) => {
    const request = send(url, { method: 'POST', headers, ...(agent ? { agent } : {}) }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('error', reject).on('end', () => {
        if (response.statusCode === 200) resolve(JSON.parse(text) as BoardAnswer);
        else reject(new Error(`HTTP status ${response.statusCode}: ${text.slice(0, 500)}`));
      });
    });
    request.on('error', reject).end(body);
  });
}
