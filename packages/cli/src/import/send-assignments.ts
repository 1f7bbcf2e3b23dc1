import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { GraphqlExecutor } from '../graphql/executor.ts';
import type { ApiIssue } from './bulk-result.ts';
import type { PreparedRow } from './compile-step.ts';
import type { KnownRecords } from './known-records.ts';
import type { RowReference } from './row.ts';
import { ImportStopped, runImportMutation, type ItemOutcome, type Sending } from './send-batch.ts';

const externalReferences = z.array(z.object({ system: z.string(), externalId: z.string() }));
const spanSchema = z.object({
  from: z.string(),
  to: z.string().nullable(),
  specialisation: z.string().optional(),
  assigned: z.object({ externalReferences }),
});
type Span = z.infer<typeof spanSchema>;

/** How what is in force for a partner is read, for one kind of assignment. */
interface AssignmentKind {
  /** The field of `Partner` that lists the spans, and what of them is read. */
  readonly spans: string;
  /** The field of the input that names what is assigned. */
  readonly assigned: string;
}

const kinds: Readonly<Record<string, AssignmentKind>> = {
  camAssignment: {
    assigned: 'cam',
    spans:
      'camAssignments { from to specialisation assigned: channelAccountManager { externalReferences { system externalId } } }',
  },
  tierAssignment: {
    assigned: 'tier',
    spans: 'tierHistory { from to assigned: tier { externalReferences { system externalId } } }',
  },
};

/**
 * Puts rows in force one by one, and only those that are not in force yet.
 *
 * @remarks The API's assignments answer the same whether they changed something, so the partner's spans
 * are read first; that is also what a dry run does.
 */
export async function sendAssignments(
  rows: readonly PreparedRow[],
  sending: Sending,
  known: KnownRecords,
): Promise<readonly ItemOutcome[]> {
  const kind = kinds[sending.entity.name];
  if (!kind)
    throw new ImportStopped(`The importer cannot compare ${sending.entity.name} with what is in force.`);
  const outcomes: ItemOutcome[] = [];
  for (let start = 0; start < rows.length; start += readsPerRequest) {
    const part = rows.slice(start, start + readsPerRequest);
    const spans = await readSpans(part, kind, sending.executor);
    for (const [index, row] of part.entries()) {
      outcomes.push(await assign(row, spans[index] ?? null, { kind, sending, known }));
    }
  }
  return outcomes;
}

interface Assigning {
  readonly kind: AssignmentKind;
  readonly sending: Sending;
  readonly known: KnownRecords;
}

async function assign(
  row: PreparedRow,
  spans: readonly Span[] | null,
  { kind, sending, known }: Assigning,
): Promise<ItemOutcome> {
  const partner = referenceOf(row, 'partner');
  if (spans === null && partner && !(sending.isDryRun && known.has(partner)))
    return { action: 'REFUSED', issues: [noPartner(partner)] };
  const present = spans ?? [];
  if (present.some((span) => isInForce(span, row, kind))) return { action: 'UNCHANGED', issues: [] };
  if (!sending.isDryRun) {
    const input = { ...row.item, idempotencyKey: randomUUID() };
    const answer = await runImportMutation(input, sending);
    if (answer.kind === 'refused') return { action: 'REFUSED', issues: answer.issues };
  }
  return { action: present.some((span) => span.to === null) ? 'UPDATED' : 'CREATED', issues: [] };
}

function isInForce(span: Span, row: PreparedRow, { assigned }: AssignmentKind): boolean {
  const target = referenceOf(row, assigned);
  const isSame = span.assigned.externalReferences.some(
    ({ system, externalId }) => system === target?.system && externalId === target.key,
  );
  const { from, specialisation = 'GENERAL' } = row.item;
  const covers = typeof from !== 'string' || (span.from <= from && (span.to === null || from < span.to));
  const isOpen =
    span.specialisation === undefined ? covers : span.to === null && span.specialisation === specialisation;
  return isSame && isOpen;
}

function referenceOf(row: PreparedRow, field: string): RowReference | undefined {
  return row.source.notes.references.find((reference) => reference.field === field);
}

function noPartner({ system, key }: RowReference): ApiIssue {
  return {
    code: 'NOT_FOUND',
    message: `No Partner is known as ${system}:${key}.`,
    path: ['partner'],
    remedy: 'Import the Partner first or correct the reference.',
  };
}

// The gateway takes ten root fields in one operation.
const readsPerRequest = 10;

async function readSpans(
  rows: readonly PreparedRow[],
  kind: AssignmentKind,
  executor: GraphqlExecutor,
): Promise<(Span[] | null)[]> {
  const references = rows.map((row) => referenceOf(row, 'partner'));
  const variables = Object.fromEntries(
    references.flatMap((reference, index) => [
      [`s${index}`, reference?.system ?? ''],
      [`k${index}`, reference?.key ?? ''],
    ]),
  );
  const parameters = references.map((_, index) => `$s${index}: String!, $k${index}: String!`).join(', ');
  const fields = references.map(
    (_, index) =>
      `p${index}: partnerByExternalReference(system: $s${index}, externalId: $k${index}) { ${kind.spans} }`,
  );
  const data = await executor.execute({
    document: `query ImportSpans(${parameters}) { ${fields.join(' ')} }`,
    variables,
  });
  return references.map((_, index) => spansOf(data[`p${index}`]));
}

function spansOf(partner: unknown): Span[] | null {
  if (typeof partner !== 'object' || partner === null) return null;
  return z.array(spanSchema).parse(Object.values(partner)[0]);
}
