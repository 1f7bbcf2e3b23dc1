import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test, vi } from 'vitest';
import { silentLogger } from './logger.ts';
import { watchSupergraph } from './watch-supergraph.ts';

test('swaps a changed supergraph and keeps the running one when the new one does not load', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'channelgraph-supergraph-'));
  const path = join(folder, 'supergraph.graphql');
  writeFileSync(path, 'first');
  const swapped: string[] = [];
  const error = vi.fn();
  const stop = watchSupergraph({
    file: pathToFileURL(path),
    swap: (text) => {
      if (text === 'broken') throw new Error('does not load');
      swapped.push(text);
    },
    logger: { ...silentLogger, error },
  });
  try {
    writeFileSync(path, 'broken');
    await vi.waitFor(() => expect(error).toHaveBeenCalledOnce());
    writeFileSync(path, 'second');
    await vi.waitFor(() => expect(swapped).toEqual(['second']));
  } finally {
    stop();
    rmSync(folder, { recursive: true });
  }
});
