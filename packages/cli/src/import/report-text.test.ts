import { expect, test } from 'vitest';
import { reportText } from './report-text.ts';
import { totalsOf, type ImportReport, type Refusal, type StepReport } from './report.ts';

const step: StepReport = {
  step: 'Customers',
  entity: 'customer',
  file: 'accounts.csv',
  read: 1_500,
  created: 1_200,
  updated: 0,
  unchanged: 293,
  refused: 7,
  repeated: 2,
  corrections: [{ column: 'country', from: 'Philipines', to: 'Philippines', count: 1 }],
  leftEmpty: [{ field: 'parent', column: 'subsidiary_of', count: 1_100 }],
};

function refusal(line: number, code = 'UNKNOWN_VALUE'): Refusal {
  const problem = {
    column: 'country',
    value: 'Atlantis',
    code,
    reason: 'It is unknown.',
    remedy: 'Correct it.',
  };
  return { step: 'Customers', entity: 'customer', file: 'accounts.csv', line, key: 'x', problems: [problem] };
}

function report(change: Partial<ImportReport>): ImportReport {
  const steps = change.steps ?? [step];
  return {
    formatVersion: 1,
    title: 'CRM',
    system: 'crm',
    directory: '.',
    isDryRun: false,
    startedAt: '2026-10-15T09:00:00.000Z',
    finishedAt: '2026-10-15T09:00:01.000Z',
    state: 'complete',
    message: null,
    files: [],
    unexpectedFiles: [],
    refusals: [],
    ...change,
    steps,
    totals: totalsOf(steps),
  };
}

test('the report for people has the counts, what deserves a look, and the refusals by kind', () => {
  const columns = {
    used: ['account'],
    ignored: [{ column: 'revenue', reason: 'not kept' }],
    unexpected: ['colour'],
  };
  const text = reportText(
    report({
      files: [{ file: 'accounts.csv', rows: 1_500, columns }],
      unexpectedFiles: ['notes.csv'],
      refusals: [...[4, 5, 6, 7, 8, 9].map((line) => refusal(line)), refusal(10, 'EMPTY')],
    }),
  );
  expect(text).toBe(`CRM: 1,200 created, 0 updated, 293 unchanged. 7 rows were refused.

┌───────────┬──────────────┬───────┬─────────┬─────────┬───────────┬─────────┐
│ step      │ file         │  read │ created │ updated │ unchanged │ refused │
├───────────┼──────────────┼───────┼─────────┼─────────┼───────────┼─────────┤
│ Customers │ accounts.csv │ 1,500 │   1,200 │       0 │       293 │       7 │
│ all       │              │ 1,500 │   1,200 │       0 │       293 │       7 │
└───────────┴──────────────┴───────┴─────────┴─────────┴───────────┴─────────┘

  unexpected file notes.csv: the mapping does not name it, it was not read
  unexpected column accounts.csv "colour": neither used nor ignored by the mapping
  left out on purpose: accounts.csv "revenue" (not kept)
  corrected in Customers: country "Philipines" → "Philippines", once
  left empty in Customers: parent (column "subsidiary_of"), 1,100 times
  Customers: 2 of the unchanged rows repeat a record of an earlier row

accounts.csv:4 country="Atlantis" (Customers): It is unknown. Correct it.
accounts.csv:5 country="Atlantis" (Customers): It is unknown. Correct it.
accounts.csv:6 country="Atlantis" (Customers): It is unknown. Correct it.
accounts.csv:7 country="Atlantis" (Customers): It is unknown. Correct it.
accounts.csv:8 country="Atlantis" (Customers): It is unknown. Correct it.
  … and 1 more of this kind; --report <file> writes them all.

accounts.csv:10 country="Atlantis" (Customers): It is unknown. Correct it.`);
});

const nothing = {
  ...step,
  created: 0,
  read: 300,
  unchanged: 300,
  refused: 0,
  corrections: [],
  leftEmpty: [],
  repeated: 0,
};

test.each<[string, Partial<ImportReport>, string]>([
  ['a second run', { steps: [nothing] }, 'CRM: nothing changed; everything importable is already there.'],
  [
    'a dry run',
    { isDryRun: true },
    'CRM: dry run, nothing was written; the import would create 1,200 and update 0 records. 7 rows were refused.',
  ],
  [
    'a dry run after an import',
    { isDryRun: true, steps: [nothing] },
    'CRM: dry run, nothing was written; the import would change nothing.',
  ],
  ['an interrupted run', { state: 'interrupted', message: 'Run it again.' }, 'CRM: not finished.'],
])('%s says so in its first line', (_case, change, line) => {
  expect(reportText(report(change)).split('\n')[0]).toBe(line);
});

test('why a run did not finish stands last', () => {
  expect(
    reportText(report({ state: 'stopped', message: 'The API is down.' }))
      .split('\n')
      .at(-1),
  ).toBe('The API is down.');
});
