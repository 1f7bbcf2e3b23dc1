import type { Logger } from 'pino';

/** Ends a process in order: what was started last is stopped first. */
export interface Shutdown {
  /** Registers something to stop. */
  add(name: string, stop: () => Promise<unknown>): void;
  /** Stops everything, once, however often it is called; a step that fails does not keep the others from running. */
  run(reason: string): Promise<void>;
  /** Begins to answer SIGINT, SIGTERM and SIGHUP; a second one, later, ends the process at once. */
  listen(): void;
}

/** How an ending behaves. */
export interface ShutdownOptions {
  readonly logger: Logger;
  /** How long everything together may take before the process ends anyway. @defaultValue 25000 ms */
  readonly timeout?: number;
  /** Ends the process; replaced in tests. @defaultValue `process.exit` */
  readonly exit?: (code: number) => void;
}

// One Ctrl-C arrives several times: from the terminal, and again from npm, which passes it on.
const echoTime = 1_000;

interface Step {
  readonly name: string;
  readonly stop: () => Promise<unknown>;
}

/** Creates the one object through which a process ends. */
export function createShutdown(options: ShutdownOptions): Shutdown {
  const { logger, timeout = 25_000, exit = (code) => process.exit(code) } = options;
  const steps: Step[] = [];
  let running: Promise<boolean> | undefined;
  let signalled = 0;
  const run = (reason: string): Promise<boolean> => {
    if (running === undefined) logger.debug({ reason }, 'stopping');
    return (running ??= stopAll(steps, logger));
  };
  const end = async (reason: string, exitCode: number): Promise<void> => {
    const timer = setTimeout(() => {
      logger.error({ reason, timeout }, 'stopping took too long');
      exit(1);
    }, timeout);
    const isClean = await run(reason);
    clearTimeout(timer);
    exit(isClean ? exitCode : 1);
  };
  return {
    add: (name, stop) => void steps.push({ name, stop }),
    run: async (reason) => void (await run(reason)),
    listen: () => {
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        process.on(signal, () => {
          if (running === undefined) {
            signalled = Date.now();
            void end(signal, 0);
          } else if (Date.now() - signalled > echoTime) exit(130);
        });
      }
      process.on('uncaughtException', (error) => {
        logger.fatal({ err: error }, 'unexpected error');
        void end('uncaughtException', 1);
      });
    },
  };
}

/** Stops the steps in reverse and tells whether all of them stopped cleanly. */
async function stopAll(steps: readonly Step[], logger: Logger): Promise<boolean> {
  let isClean = true;
  for (const { name, stop } of steps.toReversed()) {
    try {
      await stop();
    } catch (error) {
      isClean = false;
      logger.error({ err: error, step: name }, 'could not be stopped');
    }
  }
  return isClean;
}
