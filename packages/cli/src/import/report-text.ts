import Table from 'cli-table3';
import type { ImportReport, Refusal, StepReport } from './report.ts';

const shownKinds = 20;
const shownPerKind = 5;
const plainTable: ConstructorParameters<typeof Table>[0] = {
  style: { head: [], border: [], compact: true },
};

/** Writes the report for people: the counts, what deserves a look, and each refusal up to a limit. */
export function reportText(report: ImportReport): string {
  return [
    headline(report),
    countsTable(report),
    ...notices(report),
    ...refusalLines(report),
    ...(report.message === null ? [] : [report.message]),
  ].join('\n\n');
}

function headline(report: ImportReport): string {
  const { totals } = report;
  if (report.state !== 'complete') return `${report.title}: not finished.`;
  const nothing = totals.created === 0 && totals.updated === 0;
  const refused = totals.refused === 0 ? '' : ` ${format(totals.refused)} rows were refused.`;
  if (report.isDryRun) {
    const effect = nothing
      ? 'the import would change nothing'
      : `the import would create ${format(totals.created)} and update ${format(totals.updated)} records`;
    return `${report.title}: dry run, nothing was written; ${effect}.${refused}`;
  }
  if (nothing) return `${report.title}: nothing changed; everything importable is already there.${refused}`;
  return `${report.title}: ${format(totals.created)} created, ${format(totals.updated)} updated, ${format(totals.unchanged)} unchanged.${refused}`;
}

function countsTable({ steps, totals }: ImportReport): string {
  const table = new Table({
    ...plainTable,
    head: ['step', 'file', 'read', 'created', 'updated', 'unchanged', 'refused'],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'right'],
  });
  const figures = (row: StepReport | ImportReport['totals']): string[] =>
    [row.read, row.created, row.updated, row.unchanged, row.refused].map(format);
  for (const step of steps) table.push([step.step, step.file, ...figures(step)]);
  table.push(['all', '', ...figures(totals)]);
  return table.toString();
}

function notices({ steps, files, unexpectedFiles }: ImportReport): string[] {
  const lines = [
    ...unexpectedFiles.map(
      (file) => `unexpected file ${file}: the mapping does not name it, it was not read`,
    ),
    ...files.flatMap(({ file, columns }) =>
      columns.unexpected.map(
        (column) => `unexpected column ${file} "${column}": neither used nor ignored by the mapping`,
      ),
    ),
    ...files.flatMap(({ file, columns }) =>
      columns.ignored.map(({ column, reason }) => `left out on purpose: ${file} "${column}" (${reason})`),
    ),
    ...steps.flatMap((step) =>
      step.corrections.map(
        ({ column, from, to, count }) =>
          `corrected in ${step.step}: ${column} "${from}" → "${to}", ${times(count)}`,
      ),
    ),
    ...steps.flatMap((step) =>
      step.leftEmpty.map(
        ({ field, column, count }) =>
          `left empty in ${step.step}: ${field} (column "${column}"), ${times(count)}`,
      ),
    ),
    ...steps
      .filter(({ repeated }) => repeated > 0)
      .map(
        ({ step, repeated }) =>
          `${step}: ${format(repeated)} of the unchanged rows repeat a record of an earlier row`,
      ),
  ];
  return lines.length === 0 ? [] : [lines.map((line) => `  ${line}`).join('\n')];
}

// What many rows share is told once: the same reason by the first rows that have it, and their number.
function refusalLines({ refusals }: ImportReport): string[] {
  const groups = Map.groupBy(refusals.flatMap(problemsOf), ({ kind }) => kind);
  return [...groups.values()].slice(0, shownKinds).map((problems) => {
    const lines = problems.slice(0, shownPerKind).map(({ text }) => text);
    const more = problems.length - shownPerKind;
    if (more > 0) lines.push(`  … and ${format(more)} more of this kind; --report <file> writes them all.`);
    return lines.join('\n');
  });
}

function problemsOf({ file, line, step, problems }: Refusal): { kind: string; text: string }[] {
  return problems.map(({ column, value, code, reason, remedy }) => {
    const cell = column === null ? '' : ` ${column}=${JSON.stringify(value ?? '')}`;
    return {
      kind: [step, code, column].join(' '),
      text: `${file}:${line}${cell} (${step}): ${reason} ${remedy}`,
    };
  });
}

function times(count: number): string {
  return count === 1 ? 'once' : `${format(count)} times`;
}

function format(count: number): string {
  return count.toLocaleString('en-US');
}
