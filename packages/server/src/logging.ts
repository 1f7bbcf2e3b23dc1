import { pino, stdTimeFunctions, type DestinationStream, type Level, type Logger } from 'pino';

/** How a process writes its log. */
export interface LoggingOptions {
  /** The process or service, e.g. `gateway`. */
  readonly name: string;
  /** @defaultValue `info` */
  readonly level?: Level | 'silent';
  /** Lines for people on a terminal instead of JSON. @defaultValue `false` */
  readonly isPretty?: boolean;
  /** @defaultValue standard output */
  readonly destination?: DestinationStream;
}

const secrets = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'databaseUrl',
  '["set-cookie"]',
  '["x-channelgraph-internal"]',
];
const places = ['', '*.', 'req.headers.', 'headers.', 'err.config.'];

/**
 * Creates the logger of a process: one JSON object per line, times in ISO 8601, secrets replaced.
 *
 * @remarks A request's lines come from `logger.child({ requestId })`.
 */
export function createLogger(options: LoggingOptions): Logger {
  const destination = options.destination ?? pino.destination({ dest: 1, sync: true });
  return pino(
    {
      level: options.level ?? 'info',
      base: { name: options.name },
      timestamp: stdTimeFunctions.isoTime,
      serializers: { err: serializeError },
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: places.flatMap((place) => secrets.map((name) => pathOf(place, name))),
        censor: '[hidden]',
      },
    },
    options.isPretty === true ? prettyStream(destination) : destination,
  );
}

/** Keeps what explains an error; drivers hang whole connections on theirs. */
function serializeError(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code, detail, cause } = error as Error & { readonly code?: unknown; readonly detail?: unknown };
  return {
    type: error.name,
    message: error.message,
    stack: error.stack,
    ...(code === undefined ? {} : { code }),
    ...(detail === undefined ? {} : { detail }),
    ...(cause === undefined ? {} : { cause: serializeError(cause) }),
  };
}

/** Turns one JSON log line into a line for people: time, level, name, message, then the other fields. */
export function prettyLine(json: string): string {
  const { time, level, name, msg, err, ...rest } = JSON.parse(json) as Record<string, unknown>;
  const fields = Object.entries(rest).map(([key, value]) => `${key}=${textOf(value)}`);
  const head = `${String(time).slice(11, 23)} ${String(level).padEnd(5)} ${String(name)}: ${String(msg ?? '')}`;
  const stack = (err as { readonly stack?: string } | undefined)?.stack;
  return [head, ...fields].join(' ') + (stack === undefined ? '' : `\n${stack}`) + '\n';
}

function prettyStream(destination: DestinationStream): DestinationStream {
  return { write: (json) => destination.write(prettyLine(json)) };
}

function pathOf(place: string, name: string): string {
  return name.startsWith('[') ? `${place.replace(/\.$/, '')}${name}` : `${place}${name}`;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
