import type { AlertChanged, EventEnvelope } from '@channelgraph/core/event-types.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Partners } from './support.ts';
import { ada, camViewer, seedProgram, startPartners, userOf } from './support.ts';

let partners: Partners;
let ids: Awaited<ReturnType<typeof seedProgram>>;
beforeAll(async () => {
  partners = await startPartners();
  ids = await seedProgram(partners);
}, 60_000);
afterAll(() => partners[Symbol.asyncDispose]());

let sequence = 0;
const tell = (type: 'deals.alert.raised' | 'deals.alert.cleared', alert: Partial<AlertChanged>) => {
  sequence += 1;
  const data: AlertChanged = {
    dedupeKey: `${alert.code}:1`,
    code: 'RENEWAL_WINDOW_60',
    severity: 'HIGH',
    partnerId: ids.harbor,
    subjectType: 'ManagedContract',
    subjectId: 'ctr_1',
    since: '2026-10-10',
    message: 'The term ends.',
    ...alert,
  };
  return partners.subgraph.consume({
    id: `evt_alert_${sequence}`,
    type,
    occurredAt: '2026-10-15T09:00:00.000Z',
    subject: ids.harbor,
    sequence,
    version: 1,
    actor: 'service:deals',
    data,
  } as EventEnvelope);
};
const list = async (viewer = ada, filter = '') =>
  (
    await partners.ask(
      viewer,
      `{ alerts(${filter ? `filter: ${filter}, ` : ''}first: 50) { nodes { id version code status assignee { displayName } firstSeenAt lastSeenAt snoozeEndsAt closeReason } } }`,
    )
  ).alerts.nodes as readonly { id: string; code: string; status: string; [field: string]: unknown }[];
const act = async (viewer: typeof ada, mutation: string, id: string, input: object = {}) => {
  const title = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;
  const type = mutation === 'alertSnooze' ? 'AlertSnoozeInput!' : 'AlertActionInput';
  const data = await partners.ask(
    viewer,
    `mutation ($id: ID!, $input: ${type}) { ${mutation}(id: $id, input: $input) { __typename
      ... on ${title}Success { alert { status version } } ... on ValidationError { issues { path code } } } }`,
    { id, input },
  );
  return data[mutation];
};

it('a condition that is told many times is one alert, and a new one after it was over', async () => {
  await tell('deals.alert.raised', { code: 'SEAT_DECLINE' });
  partners.time.now = new Date('2026-10-15T10:00:00Z');
  await tell('deals.alert.raised', { code: 'SEAT_DECLINE' });
  expect(await list()).toMatchObject([
    {
      code: 'SEAT_DECLINE',
      status: 'OPEN',
      firstSeenAt: '2026-10-15T09:00:00.000Z',
      lastSeenAt: '2026-10-15T10:00:00.000Z',
    },
  ]);
  await tell('deals.alert.cleared', { code: 'SEAT_DECLINE' });
  await tell('deals.alert.cleared', { code: 'SEAT_DECLINE' });
  partners.time.now = new Date('2026-10-15T11:00:00Z');
  await tell('deals.alert.raised', { code: 'SEAT_DECLINE' });
  expect((await list()).map(({ status }) => status)).toEqual(['OPEN', 'AUTO_RESOLVED']);
});

it('the partner sees what is meant for it, others of the vendor only their portfolio', async () => {
  await tell('deals.alert.raised', { code: 'RENEWAL_WINDOW_60' });
  await tell('deals.alert.raised', { code: 'CONFLICT_OPENED' });
  await tell('deals.alert.raised', { code: 'REG_DECISION_OVERDUE' });
  await tell('deals.alert.raised', { code: 'PROTECTION_EXPIRING_14' });
  const codes = async (viewer: typeof ada) => (await list(viewer)).map(({ code }) => code).sort();
  expect(await codes(userOf(ids.harbor))).toEqual(['PROTECTION_EXPIRING_14', 'RENEWAL_WINDOW_60']);
  expect(await codes(userOf(ids.oakfield))).toEqual([]);
  expect(await codes(camViewer(ids.marc))).toEqual([]);
  expect(await codes(camViewer(ids.carla))).toEqual(await codes(ada));
});

it('who takes an alert up first is its assignee; put off, it comes back by the clock', async () => {
  const [alert] = await list(ada, '{ code: { eq: "RENEWAL_WINDOW_60" } }');
  const id = alert!.id;
  const carla = camViewer(ids.carla);
  expect(await act(carla, 'alertAcknowledge', id)).toMatchObject({
    alert: { status: 'ACKNOWLEDGED', version: 2 },
  });
  expect(await act(carla, 'alertAcknowledge', id)).toEqual({ __typename: 'InvalidTransitionError' });
  expect(await act(carla, 'alertSnooze', id, { until: '2026-10-15T10:00:00Z' })).toEqual({
    __typename: 'ValidationError',
    issues: [{ path: ['input', 'until'], code: 'OUT_OF_RANGE' }],
  });
  expect(await act(carla, 'alertSnooze', id, { until: '2026-10-17T09:00:00Z' })).toMatchObject({
    alert: { status: 'SNOOZED', version: 3 },
  });
  partners.time.now = new Date('2026-10-17T09:00:00Z');
  const open = await list(ada, '{ code: { eq: "RENEWAL_WINDOW_60" }, status: { eq: OPEN } }');
  expect(open).toMatchObject([{ id, status: 'OPEN', assignee: { displayName: expect.any(String) } }]);
  expect(await list(ada, '{ status: { eq: SNOOZED } }')).toEqual([]);
  await tell('deals.alert.cleared', { code: 'RENEWAL_WINDOW_60' });
  expect((await list(ada, '{ code: { eq: "RENEWAL_WINDOW_60" } }')).map(({ status }) => status)).toEqual([
    'AUTO_RESOLVED',
  ]);
});

it('who dismisses says why; a stale version, a stranger and the partner itself change nothing', async () => {
  const [alert] = await list(ada, '{ code: { eq: "PROTECTION_EXPIRING_14" } }');
  const id = alert!.id;
  expect(await act(ada, 'alertDismiss', id)).toEqual({
    __typename: 'ValidationError',
    issues: [{ path: ['input', 'reason'], code: 'REQUIRED' }],
  });
  expect(await act(ada, 'alertDismiss', id, { reason: 'x', expectedVersion: 9 })).toEqual({
    __typename: 'VersionMismatchError',
  });
  expect(await act(camViewer(ids.marc), 'alertResolve', id)).toEqual({ __typename: 'NotFoundError' });
  const refused = await partners.refusals(
    userOf(ids.harbor),
    `mutation { alertResolve(id: "${id}") { __typename } }`,
  );
  expect(refused).toEqual(['FORBIDDEN']);
  expect(await list(ada, '{ code: { eq: "PROTECTION_EXPIRING_14" } }')).toEqual([alert]);
  expect(await act(ada, 'alertDismiss', id, { reason: ' Known. ' })).toMatchObject({
    alert: { status: 'DISMISSED' },
  });
  expect(await list(ada, '{ status: { in: [DISMISSED] } }')).toMatchObject([{ closeReason: 'Known.' }]);
});
