import { isTimeZone } from '@channelgraph/core/calendar.ts';
import { z } from 'zod';

/** One thing that is wrong with one variable. */
export interface EnvironmentProblem {
  readonly variable: string;
  readonly problem: string;
}

/** The outcome of reading an environment: the values, or every problem at once. */
export type EnvironmentReading<Value> =
  | { readonly isValid: true; readonly value: Value }
  | { readonly isValid: false; readonly problems: readonly EnvironmentProblem[] };

/**
 * Reads the variables that a shape names, without side effects.
 *
 * @remarks An empty variable counts as unset. Values never appear in a problem: they may be secrets.
 */
export function readEnvironment<Shape extends z.ZodRawShape>(
  shape: Shape,
  environment: Readonly<Record<string, string | undefined>>,
): EnvironmentReading<z.output<z.ZodObject<Shape>>> {
  const given = Object.keys(shape).map((name) => [name, environment[name] || undefined] as const);
  const result = z.object(shape).safeParse(Object.fromEntries(given));
  if (result.success) return { isValid: true, value: result.data };
  const problems = result.error.issues.map((issue) => {
    const variable = String(issue.path[0] ?? '');
    const isMissing = (environment[variable] ?? '') === '';
    return { variable, problem: isMissing ? `is not set: ${issue.message}` : issue.message };
  });
  return { isValid: false, problems };
}

/** Puts every problem into one text for the terminal. */
export function describeEnvironmentProblems(problems: readonly EnvironmentProblem[]): string {
  const count = problems.length === 1 ? 'one problem' : `${problems.length} problems`;
  const lines = problems.map(({ variable, problem }) => `  ${variable}: ${problem}`);
  return `The environment has ${count}:\n${lines.join('\n')}\nEvery variable is described in .env.example.\n`;
}

/**
 * Reads the environment of this process once, or prints everything that is wrong with it and ends with code 2.
 *
 * @example
 * const env = parseEnvironment({ PORT: environmentValues.port.default(4000) });
 */
export function parseEnvironment<Shape extends z.ZodRawShape>(
  shape: Shape,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): z.output<z.ZodObject<Shape>> {
  const reading = readEnvironment(shape, environment);
  if (reading.isValid) return reading.value;
  process.stderr.write(describeEnvironmentProblems(reading.problems));
  return process.exit(2);
}

const timeZoneProblem = 'must be an IANA time zone, e.g. America/New_York';

/** The kinds of values that our variables hold, each with the sentence that says what is expected. */
export const environmentValues = {
  /** A TCP port; 0 lets the system choose. */
  port: wholeNumber(0, 65_535),
  /** A whole number of at least 1. */
  count: wholeNumber(1, Number.MAX_SAFE_INTEGER),
  /** A duration in milliseconds. */
  milliseconds: wholeNumber(0, 86_400_000),
  /** `true` or `false`, also `1` or `0`. */
  flag: z
    .enum(['true', 'false', '1', '0'], 'must be true or false')
    .transform((text) => text === 'true' || text === '1'),
  /** A PostgreSQL connection URL. */
  postgresUrl: urlOf(['postgres:', 'postgresql:'], 'postgresql://user:password@host:5432/database'),
  /** An HTTP base URL. */
  httpUrl: urlOf(['http:', 'https:'], 'https://host:4001'),
  /** An IANA time zone, e.g. `America/New_York`. */
  timeZone: z.string(timeZoneProblem).refine(isTimeZone, timeZoneProblem),
  logLevel: z.enum(
    ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'],
    'must be one of silent, fatal, error, warn, info, debug, trace',
  ),
  nodeEnvironment: z.enum(
    ['development', 'test', 'production'],
    'must be one of development, test, production',
  ),
};

function wholeNumber(least: number, most: number): z.ZodPipe<z.ZodString, z.ZodTransform<number, string>> {
  const problem = `must be a whole number from ${least} to ${most}`;
  return z
    .string(problem)
    .regex(/^\d{1,16}$/, problem)
    .refine((text) => Number(text) >= least && Number(text) <= most, problem)
    .transform(Number);
}

function urlOf(protocols: readonly string[], example: string): z.ZodString {
  const problem = `must be a URL such as ${example}`;
  return z
    .string(problem)
    .refine((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), problem);
}
