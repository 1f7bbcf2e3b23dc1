import { describe, expect, test } from 'vitest';
import { describeEnvironmentProblems, environmentValues, readEnvironment } from './environment.ts';

const shape = {
  PORT: environmentValues.port.default(4000),
  DEALS_DATABASE_URL: environmentValues.postgresUrl.optional(),
  TIME_ZONE: environmentValues.timeZone,
  PRETTY: environmentValues.flag.default(false),
};

describe('readEnvironment', () => {
  test('reads what is set and fills in defaults', () => {
    expect(readEnvironment(shape, { TIME_ZONE: 'America/New_York', PRETTY: '1', OTHER: 'x' })).toEqual({
      isValid: true,
      value: { PORT: 4000, TIME_ZONE: 'America/New_York', PRETTY: true },
    });
  });

  test('takes an empty variable as unset', () => {
    expect(readEnvironment(shape, { PORT: '', TIME_ZONE: 'UTC', DEALS_DATABASE_URL: '' })).toEqual({
      isValid: true,
      value: { PORT: 4000, TIME_ZONE: 'UTC', PRETTY: false },
    });
  });

  test('reports all problems together and never shows a value', () => {
    const secret = 'mysql://root:hunter2@db/deals';
    const reading = readEnvironment(shape, { PORT: '70000', DEALS_DATABASE_URL: secret, PRETTY: 'yes' });
    expect(reading.isValid ? '' : describeEnvironmentProblems(reading.problems)).toBe(
      `The environment has 4 problems:
  PORT: must be a whole number from 0 to 65535
  DEALS_DATABASE_URL: must be a URL such as postgresql://user:password@host:5432/database
  TIME_ZONE: is not set: must be an IANA time zone, e.g. America/New_York
  PRETTY: must be true or false
Every variable is described in .env.example.
`,
    );
  });
});
