import { readFileSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { GatewayLogger } from './logger.ts';

// A file is often written in several steps.
const settleTime = 50;

/**
 * Swaps the supergraph whenever its file changes, and returns what ends that; for development.
 *
 * @remarks A file that does not load is reported, and the graph that runs keeps serving.
 */
export function watchSupergraph(options: {
  readonly file: URL;
  readonly swap: (supergraph: string) => void;
  readonly logger: GatewayLogger;
}): () => void {
  const path = fileURLToPath(options.file);
  let current = readFileSync(path, 'utf8');
  let timer: NodeJS.Timeout | undefined;
  const reload = (): void => {
    try {
      const next = readFileSync(path, 'utf8');
      if (next === current || next === '') return;
      options.swap(next);
      current = next;
      options.logger.info({ file: path }, 'supergraph swapped');
    } catch (error) {
      options.logger.error({ err: error, file: path }, 'supergraph refused; the running one keeps serving');
    }
  };
  // The folder and not the file: editors and generators replace files instead of writing into them.
  const watcher = watch(dirname(path), (_event, name) => {
    if (name !== basename(path)) return;
    clearTimeout(timer);
    timer = setTimeout(reload, settleTime);
  });
  return () => {
    clearTimeout(timer);
    watcher.close();
  };
}
