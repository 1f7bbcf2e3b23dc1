import type { Viewer } from '@channelgraph/core/viewer.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Enablement,
  type Json,
  ada,
  ana,
  carla,
  harbor,
  marc,
  recordAwards,
  ridgeline,
  service,
  startHarbor,
  userOf,
} from './support.ts';

let enablement: Enablement;
/** The ids of the awards by person and track. */
let awards: Record<string, string>;

const sorted = (ids: readonly (string | undefined)[]) => ids.map(String).toSorted();

beforeAll(async () => {
  enablement = await startHarbor();
  await enablement.partner(ridgeline, { camIds: ['stf_marc'] });
  await enablement.user('usr_rival', ridgeline);
  await recordAwards(enablement, [['usr_rival', 'SEC', '2025-06-01', { evidence: 'Score 99' }]]);
  const { data } = await enablement.as(ada)(
    '{ certificationAwards { nodes { id user { id } track { code } } } }',
  );
  awards = Object.fromEntries(
    data.certificationAwards.nodes.map((node: Json) => [`${node.user.id} ${node.track.code}`, node.id]),
  );
});
afterAll(() => enablement[Symbol.asyncDispose]());

const harborAdmin = userOf(harbor, 'ADMIN');
const harborTechnical = userOf(harbor, 'TECHNICAL');
const harborSales = userOf(harbor, 'SALES');
const harborFinance = userOf(harbor, 'FINANCE');
const rivalAdmin = userOf(ridgeline, 'ADMIN', 'usr_rival');

const ownOfHarbor = ['usr_admin INFRA', 'usr_sales INFRA', 'usr_technical INFRA', 'usr_technical SEC'];
const everything = [...ownOfHarbor, 'usr_rival SEC'].sort();

const inSight: [string, Viewer, string[]][] = [
  ['a program administrator', ada, everything],
  ['a service', service, everything],
  ['an analyst', ana, everything],
  ['the account manager of Harbor', carla, ownOfHarbor],
  ['the account manager of Ridgeline', marc, ['usr_rival SEC']],
  ['an ADMIN of Harbor', harborAdmin, ownOfHarbor],
  ['a TECHNICAL user of Harbor', harborTechnical, ownOfHarbor],
  ['a SALES user of Harbor', harborSales, ['usr_sales INFRA']],
  ['a FINANCE user of Harbor', harborFinance, []],
  ['an ADMIN of Ridgeline', rivalAdmin, ['usr_rival SEC']],
];

describe('the awards in sight', () => {
  it.each(inSight)('of %s are the same by every way', async (_, viewer, names) => {
    const ids = sorted(names.map((name) => awards[name]));
    const all = Object.values(awards);
    const { data, errors } = await enablement.as(viewer)(
      `query ($all: [_Any!]!) {
        certificationAwards(first: 100) { totalCount nodes { id } }
        partners: _entities(representations: [{ __typename: "Partner", id: "${harbor}" }, { __typename: "Partner", id: "${ridgeline}" }]) {
          ... on Partner { certificationAwards(first: 100) { totalCount nodes { id } } } }
        entities: _entities(representations: $all) { __typename ... on CertificationAward { id } }
        ${all.map((id, index) => `byId${index}: certificationAward(id: "${id}") { id }`).join('\n')}
      }`,
      { all: all.map((id) => ({ __typename: 'CertificationAward', id })) },
    );
    expect(errors).toBeUndefined();
    const idsOf = (nodes: Json[]) => sorted(nodes.flatMap((node) => node?.id ?? []));
    expect(idsOf(data.certificationAwards.nodes)).toEqual(ids);
    expect(data.certificationAwards.totalCount).toBe(ids.length);
    expect(idsOf(data.partners.flatMap((partner: Json) => partner.certificationAwards.nodes))).toEqual(ids);
    expect(data.partners.map((partner: Json) => partner.certificationAwards.totalCount)).toHaveLength(2);
    expect(idsOf(data.entities)).toEqual(ids);
    expect(idsOf(all.map((_id, index) => data[`byId${index}`]))).toEqual(ids);
  });

  it('answers for a foreign award exactly as for one that does not exist', async () => {
    const ask = (id: string) =>
      enablement.as(harborAdmin)(
        'query ($id: ID!, $all: [_Any!]!) { certificationAward(id: $id) { id } _entities(representations: $all) { __typename } }',
        {
          id,
          all: [{ __typename: 'CertificationAward', id }],
        },
      );
    expect(await ask(awards['usr_rival SEC'] ?? '')).toEqual(await ask('awd_absent'));
  });
});

describe('the evidence of an award', () => {
  const cases: [string, Viewer, string, string | null][] = [
    ['a program administrator', ada, 'usr_sales INFRA', 'Score 71'],
    ['an analyst', ana, 'usr_sales INFRA', null],
    ['the account manager', carla, 'usr_sales INFRA', null],
    ['an ADMIN of the partner', harborAdmin, 'usr_sales INFRA', 'Score 71'],
    ['a TECHNICAL colleague', harborTechnical, 'usr_sales INFRA', null],
    ['the person', harborSales, 'usr_sales INFRA', 'Score 71'],
  ];
  it.each(cases)('for %s', async (_, viewer, name, evidence) => {
    const { data } = await enablement.as(viewer)(
      'query ($id: ID!) { certificationAward(id: $id) { evidence status } }',
      {
        id: awards[name],
      },
    );
    expect(data.certificationAward).toEqual({ evidence, status: 'EXPIRING' });
  });
});

describe('the coverage', () => {
  const cases: [string, Viewer, (string | null)[]][] = [
    ['a program administrator', ada, ['0.75', '0.25']],
    ['an analyst', ana, ['0.75', '0.25']],
    ['the account manager of Harbor', carla, ['0.75', null]],
    ['the account manager of Ridgeline', marc, [null, '0.25']],
    ['a FINANCE user of Harbor', harborFinance, ['0.75', null]],
    ['an ADMIN of Ridgeline', rivalAdmin, [null, '0.25']],
  ];
  it.each(cases)('is seen by %s for the partners in sight only', async (_, viewer, values) => {
    const { data, errors } = await enablement.as(viewer)(
      `{ _entities(representations: [{ __typename: "Partner", id: "${harbor}" }, { __typename: "Partner", id: "${ridgeline}" }]) {
        ... on Partner { certificationCoverage { value } } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data._entities.map((partner: Json) => partner.certificationCoverage?.value ?? null)).toEqual(
      values,
    );
  });
});

describe('the mutations', () => {
  const reference = '{ id: "usr_sales" }';
  const mutations: [string, string][] = [
    [
      'certificationGrant',
      `certificationGrant(input: { user: ${reference}, track: { id: "trk" } }) { __typename }`,
    ],
    ['certificationRevoke', 'certificationRevoke(id: "awd_1", input: { reason: "x" }) { __typename }'],
    [
      'certificationTrackUpsertMany',
      'certificationTrackUpsertMany(input: { items: [{ code: "X", name: "X" }] }) { __typename }',
    ],
    [
      'certificationAwardUpsertMany',
      `certificationAwardUpsertMany(input: { items: [{ user: ${reference}, track: { id: "trk" }, awardedOn: "2026-01-01" }] }) { __typename }`,
    ],
    [
      'certificationRequirementPublish',
      'certificationRequirementPublish(input: { effectiveFrom: "2026-01-01", requirements: [] }) { __typename }',
    ],
  ];
  const refused: [string, Viewer][] = [
    ['an account manager', carla],
    ['an analyst', ana],
    ['an ADMIN of a partner', harborAdmin],
    ['a TECHNICAL user of a partner', harborTechnical],
  ];
  it.each(
    mutations.flatMap(([name, document]) =>
      refused.map(([who, viewer]) => [name, who, document, viewer] as const),
    ),
  )('%s is refused to %s and changes nothing', async (_name, _who, document, viewer) => {
    const count =
      '{ certificationAwards { totalCount } certificationTracks { totalCount } certificationRequirements { totalCount } }';
    const before = await enablement.as(ada)(count);
    const { errors } = await enablement.as(viewer)(`mutation { ${document} }`);
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    expect(await enablement.as(ada)(count)).toEqual(before);
  });
});

describe('tracks and requirements', () => {
  it.each<[string, Viewer]>([
    ['a SALES user', harborSales],
    ['an account manager', carla],
    ['an analyst', ana],
  ])('are open to %s', async (_, viewer) => {
    const { data, errors } = await enablement.as(viewer)(
      '{ certificationTracks { nodes { code externalReferences { externalId } } } certificationRequirements { nodes { minimumPeople } } }',
    );
    expect(errors).toBeUndefined();
    expect(data.certificationTracks.nodes).toEqual([
      { code: 'INFRA', externalReferences: [{ externalId: 'INFRA' }] },
      { code: 'SALES', externalReferences: [{ externalId: 'SALES' }] },
      { code: 'SEC', externalReferences: [{ externalId: 'SEC' }] },
    ]);
    expect(data.certificationRequirements.nodes).toEqual([{ minimumPeople: 2 }, { minimumPeople: 2 }]);
  });
});
