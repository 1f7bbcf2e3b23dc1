import type { Writable } from 'node:stream';

/** Where a command writes: results to `out`, everything else to `err`, so that results can be piped. */
export interface Terminal {
  readonly out: Writable;
  readonly err: Writable;
  /** Whether `err` is a terminal, on which progress may rewrite its line. */
  readonly isInteractive: boolean;
}

// A reader such as `head` that has seen enough closes the pipe: that is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

/** The terminal of this process. */
export const processTerminal: Terminal = {
  out: process.stdout,
  err: process.stderr,
  isInteractive: process.stderr.isTTY === true,
};

/** Shows how far long work has come. */
export interface Progress {
  /** Shows a state of the work; `isMilestone` lines are also written where no line can be rewritten. */
  show(line: string, isMilestone: boolean): void;
  /** Ends the line that is being rewritten. */
  end(): void;
}

/** Creates a progress display: one rewritten line on a terminal, plain lines at milestones otherwise. */
export function createProgress({ err, isInteractive }: Terminal): Progress {
  let isOpen = false;
  return {
    show(line, isMilestone) {
      if (!isInteractive) {
        if (isMilestone) err.write(`${line}\n`);
        return;
      }
      err.write(`\r\u001b[2K${line}`);
      isOpen = !isMilestone;
      if (isMilestone) err.write('\n');
    },
    end() {
      if (isOpen) err.write('\n');
      isOpen = false;
    },
  };
}
