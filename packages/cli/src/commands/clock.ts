import { addMonths, todayIn } from '@channelgraph/core/calendar.ts';
import { readClock, releaseClock, setClock } from '@channelgraph/server/movable-clock.ts';
import { CommandError, exitCodes, type ExitCode } from '../command-error.ts';
import type { CliEnvironment } from '../environment.ts';
import { clockFile } from '../start/clock-file.ts';
import type { Terminal } from '../terminal.ts';

interface Surroundings {
  readonly environment: CliEnvironment;
  readonly terminal: Terminal;
}

/** Shows where the business clock stands. */
export function clockShow({ environment, terminal }: Surroundings): ExitCode {
  const instant = readClock(requireMovable(environment));
  terminal.out.write(
    instant ? `${instant.toISOString()} (stopped)\n` : `${new Date().toISOString()} (the machine's time)\n`,
  );
  return exitCodes.done;
}

/** Stops the business clock at an instant. */
export function clockSet(text: string, surroundings: Surroundings): ExitCode {
  setClock(requireMovable(surroundings.environment), parseInstant(text));
  return clockShow(surroundings);
}

/** Moves the business clock on from where it stands. */
export function clockAdvance(text: string, surroundings: Surroundings): ExitCode {
  const file = requireMovable(surroundings.environment);
  setClock(file, advance(readClock(file) ?? new Date(), text));
  return clockShow(surroundings);
}

/** Lets the business clock follow the machine's time again. */
export function clockRelease(surroundings: Surroundings): ExitCode {
  releaseClock(requireMovable(surroundings.environment));
  return clockShow(surroundings);
}

/**
 * Reads an instant, or a day as its midnight in UTC.
 *
 * @throws CommandError for any other text.
 */
export function parseInstant(text: string): Date {
  const isDay = /^\d{4}-\d\d-\d\d$/.test(text);
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  const instant = new Date(isDay ? `${text}T00:00:00Z` : text);
  const isReal = !Number.isNaN(instant.getTime()) && (!isDay || instant.toISOString().startsWith(text));
  if ((isDay || isInstant) && isReal) return instant;
  throw new CommandError(
    `"${text}" is not an instant. Write it like 2026-10-15T09:00:00Z or 2026-10-15.`,
    exitCodes.wrongUsage,
  );
}

/**
 * Adds a duration such as `2h`, `3d`, `1w` or `1mo` to an instant; months clamp to the end of a shorter month.
 *
 * @throws CommandError for any other text.
 */
export function advance(instant: Date, text: string): Date {
  const [, count = '', unit = ''] = /^(\d{1,5})(min|h|d|w|mo)$/.exec(text) ?? [];
  const amount = Number(count);
  const minutes: Readonly<Record<string, number>> = { min: 1, h: 60, d: 1_440, w: 10_080 };
  const perUnit = minutes[unit];
  if (perUnit !== undefined) return new Date(instant.getTime() + amount * perUnit * 60_000);
  if (unit === 'mo') {
    const day = todayIn(instant, 'UTC');
    return new Date(`${addMonths(day, amount)}${instant.toISOString().slice(10)}`);
  }
  throw new CommandError(
    `"${text}" is not a duration. Use min, h, d, w or mo, e.g. 12h, 3d or 1mo.`,
    exitCodes.wrongUsage,
  );
}

function requireMovable(environment: CliEnvironment): string {
  if (!environment.isProduction) return clockFile(environment);
  throw new CommandError('The business clock cannot be moved with NODE_ENV=production.');
}
