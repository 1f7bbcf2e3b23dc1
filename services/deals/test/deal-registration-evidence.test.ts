import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import {
  act,
  admin,
  approved,
  carla,
  complete,
  rival,
  seller,
  underReview,
} from './deal-registration.support.ts';
import { createDealsGraph, partner } from './support.ts';
import type { DealsGraph } from './support.ts';

vi.setConfig({ testTimeout: 30_000 });

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  await graph.consume('partners.partner.changed', 'prt_off', {
    ...partner('prt_off', []),
    status: 'SUSPENDED',
  });
  await graph.consume('partners.partner.changed', 'prt_out', { ...partner('prt_out', []), programId: null });
});
beforeEach(() => graph.setTime('2026-10-15T14:00:00Z'));
afterAll(() => graph[Symbol.asyncDispose]());

const scope = (name: string) => ({
  customerName: `${name} Ltd`,
  customerDomains: [`${name.toLowerCase()}.example`],
});
const digest = (number: number) => number.toString(16).padStart(64, '0');
const proof = (over: object = {}) => ({
  kind: 'MEETING',
  fileName: 'minutes.pdf',
  mediaType: 'application/pdf',
  sizeBytes: 26_214_400,
  sha256: digest(1),
  url: 'https://files.example/minutes.pdf',
  observedOn: '2026-10-15',
  ...over,
});
const rows = <Row>(sql: string, ...values: unknown[]) =>
  graph.database.for(admin, 'test').write((tx) => tx.$queryRawUnsafe<Row[]>(sql, ...values));
const tables =
  'deal_registration registration_line registration_evidence registration_decision protection_claim customer_partner';
const everything = async () => {
  const contents: unknown[] = [];
  for (const table of tables.split(' ')) {
    contents.push([table, await rows(`SELECT t::text AS row FROM ${table} t ORDER BY 1`)]);
  }
  return contents;
};

test('a document is kept as a reference with its hash, type and size', async () => {
  const id = await underReview(graph, seller, scope('Kept'));
  const answer = await act(graph, seller, {
    action: 'AddEvidence',
    id,
    input: proof({ sha256: ` ${'AB'.repeat(32)} `, mediaType: 'Application/PDF', note: ' Minutes. ' }),
  });
  expect(answer.dealRegistration).toMatchObject({ version: 4, evidence: [{ sha256: 'ab'.repeat(32) }] });
  const { data } = await graph.ask(
    seller,
    `{ dealRegistration(id: "${id}") { evidence { kind fileName mediaType sizeBytes sha256 url observedOn note addedAt } } }`,
  );
  expect(data.dealRegistration.evidence).toEqual([
    { ...proof(), sha256: 'ab'.repeat(32), note: 'Minutes.', addedAt: '2026-10-15T14:00:00.000Z' },
  ]);
});

test('a document outside the bounds is refused with every problem by its path, and nothing changes', async () => {
  const id = await underReview(graph, seller, scope('Bounds'));
  const wrong: readonly (readonly [over: object, issues: readonly string[]])[] = [
    [{ sizeBytes: 0 }, ['sizeBytes OUT_OF_RANGE']],
    [{ sizeBytes: -1 }, ['sizeBytes OUT_OF_RANGE']],
    [{ sizeBytes: 26_214_401 }, ['sizeBytes OUT_OF_RANGE']],
    [{ sha256: 'a'.repeat(63) }, ['sha256 INVALID_FORMAT']],
    [{ sha256: 'g'.repeat(64) }, ['sha256 INVALID_FORMAT']],
    [{ mediaType: 'application/x-msdownload' }, ['mediaType MEDIA_TYPE']],
    [{ mediaType: '' }, ['mediaType MEDIA_TYPE']],
    [{ url: 'http://files.example/a.pdf' }, ['url INVALID_URL']],
    [{ url: 'javascript:alert(1)' }, ['url INVALID_URL']],
    [{ url: `https://files.example/${'a'.repeat(2000)}` }, ['url TOO_LONG']],
    [{ url: ' ' }, ['url REQUIRED']],
    [{ fileName: ' ' }, ['fileName REQUIRED']],
    [{ fileName: 'a'.repeat(301) }, ['fileName TOO_LONG']],
    [{ note: 'a'.repeat(2001) }, ['note TOO_LONG']],
    [{ observedOn: '2026-10-16' }, ['observedOn FUTURE_DATE']],
    [
      { fileName: '', sizeBytes: 0, sha256: '', mediaType: 'x', observedOn: '2027-01-01' },
      ['fileName REQUIRED', 'observedOn FUTURE_DATE', 'mediaType MEDIA_TYPE', 'sizeBytes OUT_OF_RANGE', 'sha256 INVALID_FORMAT'],
    ],
  ]; // prettier-ignore
  const before = await everything();
  for (const [over, issues] of wrong) {
    const answer = await act(graph, seller, { action: 'AddEvidence', id, input: proof(over) });
    const codes = answer.issues.map(
      ({ code, path }: { code: string; path: readonly string[] }) => `${path.slice(1).join('.')} ${code}`,
    );
    expect([over, codes]).toEqual([over, issues]);
  }
  expect(await everything()).toEqual(before);
});

test('a registration has a document once, and twenty of them', async () => {
  const id = await underReview(graph, seller, scope('Twenty'));
  for (let number = 1; number <= 20; number += 1) {
    await act(graph, seller, { action: 'AddEvidence', id, input: proof({ sha256: digest(number) }) });
  }
  const before = await everything();
  expect(
    await act(graph, seller, { action: 'AddEvidence', id, input: proof({ sha256: digest(7) }) }),
  ).toMatchObject({
    __typename: 'ConflictError',
    rule: 'dealRegistration.evidence.once',
    path: ['input', 'sha256'],
  });
  expect(
    await act(graph, seller, { action: 'AddEvidence', id, input: proof({ sha256: digest(21) }) }),
  ).toMatchObject({
    issues: [{ code: 'TOO_MANY' }],
  });
  expect(await everything()).toEqual(before);
});

test('a rejected or expired registration begins anew as a draft that knows where it comes from', async () => {
  const rejected = await underReview(graph, seller, scope('Again'));
  await act(graph, seller, { action: 'AddEvidence', id: rejected, input: proof() });
  const refused = await act(graph, seller, { action: 'Clone', id: rejected });
  expect(refused.__typename).toBe('InvalidTransitionError');
  await act(graph, admin, { action: 'Reject', id: rejected, input: { reasons: ['INCOMPLETE'] } });
  const original = await rows(`SELECT r::text AS row FROM deal_registration r WHERE id = $1`, rejected);
  const { dealRegistration: draft } = await act(graph, seller, { action: 'Clone', id: rejected });
  expect(draft).toMatchObject({
    version: 1,
    status: 'DRAFT',
    customerName: 'Again Ltd',
    submittedAt: null,
    decidedAt: null,
    rejectionReasons: [],
    evidence: [],
    decisions: [],
    supersedes: { id: rejected },
  });
  expect(await rows(`SELECT r::text AS row FROM deal_registration r WHERE id = $1`, rejected)).toEqual(
    original,
  );
  const { dealRegistration: again } = await act(graph, seller, { action: 'Submit', id: draft.id });
  expect(again).toMatchObject({ status: 'SUBMITTED', submittedAt: '2026-10-15T14:00:00.000Z' });

  const expired = await approved(graph, seller, scope('Lapsed'));
  graph.setTime('2027-01-13T05:00:00Z');
  const { dealRegistration: late } = await act(graph, seller, { action: 'Clone', id: expired });
  expect(late).toMatchObject({ status: 'DRAFT', supersedes: { id: expired } });
});

test('a transfer hands the claims over at one instant, with the rest of the days, and tells the old partner nothing of the new one', async () => {
  const id = await approved(graph, seller, scope('Handed'));
  graph.setTime('2026-11-01T12:00:00Z');
  const reason = 'The customer chose another partner.';
  const { dealRegistration: received } = await act(graph, admin, {
    action: 'Transfer',
    id,
    input: { partner: { id: 'prt_b' }, reason },
  });
  expect(received).toMatchObject({
    status: 'APPROVED',
    protectedFrom: '2026-11-01',
    protectedTo: '2027-01-13',
    protectionBasis: 'TRANSFER.days:73',
    submittedAt: '2026-10-15T14:00:00.000Z',
  });
  const claims = await rows(
    `SELECT partner_id AS partner, lower(during) AS since, upper(during) AS until FROM protection_claim
     WHERE registration_id = ANY($1::text[]) ORDER BY 2`,
    [id, received.id],
  );
  expect(claims).toEqual([
    { partner: 'prt_a', since: new Date('2026-10-15T14:00:00Z'), until: new Date('2026-11-01T12:00:00Z') },
    { partner: 'prt_b', since: new Date('2026-11-01T12:00:00Z'), until: new Date('2027-01-13T05:00:00Z') },
  ]);
  const { data } = await graph.ask(
    seller,
    `{ dealRegistration(id: "${id}") { status closeReason closedOn customer { id } partner { id } } dealRegistrations { nodes { id } } }`,
  );
  expect(data.dealRegistration).toEqual({
    status: 'TRANSFERRED',
    closeReason: reason,
    closedOn: '2026-11-01',
    customer: null,
    partner: { id: 'prt_a' },
  });
  expect(JSON.stringify(data)).not.toContain('prt_b');
  expect(JSON.stringify(data.dealRegistrations)).not.toContain(received.id);
});

test('a transfer to nobody, to oneself, to a partner that is out of the program, or by somebody else is refused and changes nothing', async () => {
  const id = await approved(graph, seller, scope('Stays'));
  const draft = await act(graph, seller, { action: 'Create', input: complete(scope('Draft')) });
  const to = (partnerId: string, over: object = {}) => ({
    partner: { id: partnerId },
    reason: 'Why.',
    ...over,
  });
  const before = await everything();
  const answers = [
    await act(graph, admin, { action: 'Transfer', id, input: to('prt_absent') }),
    await act(graph, admin, { action: 'Transfer', id, input: to('prt_a') }),
    await act(graph, admin, { action: 'Transfer', id, input: to('prt_off') }),
    await act(graph, admin, { action: 'Transfer', id, input: to('prt_out') }),
    await act(graph, admin, { action: 'Transfer', id, input: to('prt_b', { reason: ' ' }) }),
    await act(graph, admin, { action: 'Transfer', id, input: to('prt_b', { expectedVersion: 1 }) }),
    await act(graph, carla, { action: 'Transfer', id, input: to('prt_b') }),
    await act(graph, seller, { action: 'Transfer', id, input: to('prt_b') }),
    await act(graph, rival, { action: 'Transfer', id, input: to('prt_b') }),
    await act(graph, admin, { action: 'Transfer', id: draft.dealRegistration.id, input: to('prt_b') }),
  ];
  const told = answers.map(({ __typename, issues, rule }) => issues?.[0]?.code ?? rule ?? __typename);
  expect(told).toEqual([
    'NotFoundError',
    'SAME_PARTNER',
    'AGREEMENT_INACTIVE',
    'AGREEMENT_INACTIVE',
    'REQUIRED',
    'VersionMismatchError',
    'dealRegistration.TRANSFER.role',
    'dealRegistration.TRANSFER.role',
    'NotFoundError',
    'InvalidTransitionError',
  ]);
  expect(await everything()).toEqual(before);
});
