import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConflictError, InvalidTransitionError } from '@channelgraph/core/domain-errors.ts';
import { ServiceUnavailableError } from '@channelgraph/server/request-errors.ts';
import { serviceViewer } from '@channelgraph/core/viewer.ts';
import { approveInTransaction } from '../src/modules/deal-registration/deal-registration.decisions.ts';
import { expireRegistrations } from '../src/modules/deal-registration/deal-registration.expiry.ts';
import { extendRegistration } from '../src/modules/deal-registration/deal-registration.extensions.ts';
import { claimScope, lockCustomerTree } from '../src/modules/protection/claims.ts';
import { insertRows } from '../src/stored-rows.ts';
import { act, admin, approved, complete, seller } from './deal-registration.support.ts';
import { brokenRules } from './registration-invariants.ts';
import { createDealsGraph, partner } from './support.ts';
import type { DealsGraph } from './support.ts';

const competitors = 20;
const rounds = 200;
const approvalRounds = 10;
const at = '2026-10-15T14:00:00.000Z';
const stamp = { created_at: at, created_by: 'test', updated_at: at, updated_by: 'test' };
const id = (prefix: string, round: number, index = 0) => `${prefix}_race_${round}_${index}`;

let graph: DealsGraph;
beforeAll(async () => {
  graph = await createDealsGraph();
  for (let index = 0; index < competitors; index += 1) {
    await graph.consume('partners.partner.changed', `prt_race_${index}`, partner(`prt_race_${index}`, []));
  }
}, 60_000);
afterAll(() => graph[Symbol.asyncDispose]());

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index);

/** Puts twenty registrations of twenty partners for one customer under review, in each round. */
async function prepare(): Promise<void> {
  const all = numbers(rounds).flatMap((round) => numbers(competitors).map((index) => ({ round, index })));
  await graph.createContext(serviceViewer('test')).db.write(async (tx) => {
    const customers = numbers(rounds).map((round) => ({
      id: id('cus', round), version: 1, legal_name: `Race ${round}`, normalized_name: `race ${round}`, domains: [],
      is_direct_named_account: false, ...stamp,
    })); // prettier-ignore
    await insertRows(tx, 'customer', customers);
    const registrations = all.map(({ round, index }) => ({
      id: id('reg', round, index), version: 1, partner_id: `prt_race_${index}`, kind: 'OPPORTUNITY', status: 'UNDER_REVIEW',
      name: 'Race', customer_name: `Race ${round}`, customer_id: id('cus', round), customer_domains: [], product_line_ids: ['pln_x'],
      currency: 'USD', one_time_minor: '100', mrr_minor: '0', term_months: 0, is_on_behalf: false, submitted_at: at,
      submitted_by: 'test', decision_minutes_used: 0, requested_fields: [], rejection_reasons: [], extension_count: 0, ...stamp,
    })); // prettier-ignore
    await insertRows(tx, 'deal_registration', registrations);
    const lines = all.map(({ round, index }) => ({
      registration_id: id('reg', round, index), partner_id: `prt_race_${index}`, position: 1, product_line_id: 'pln_x',
      quantity: 1, term_months: 0, one_time_minor: '100', mrr_minor: '0',
    })); // prettier-ignore
    await insertRows(tx, 'registration_line', lines);
  });
}

/** Tries until the database is not busy, as its answer asks for. */
async function outcomeOf(attempt: () => Promise<unknown>): Promise<string> {
  try {
    await attempt();
    return 'won';
  } catch (error) {
    if (error instanceof ServiceUnavailableError) return outcomeOf(attempt);
    return error instanceof ConflictError ? error.rule : String(error);
  }
}

const byText = (a: string, b: string) => a.localeCompare(b);
const oneWinner = [...numbers(competitors - 1).map(() => 'protection.claimed'), 'won'];

test('of twenty that claim one scope at once one wins, in each of two hundred rounds', async () => {
  await prepare();
  const context = graph.createContext(serviceViewer('test'));
  const scope = { kind: 'OPPORTUNITY', productLineIds: ['pln_x'], region: null } as const;
  const time = { since: new Date(at), until: new Date('2027-01-13T05:00:00Z') };
  const claim = (round: number, index: number) => () =>
    context.db.write(async (tx) => {
      const registration = {
        ...scope,
        id: id('reg', round, index),
        partnerId: `prt_race_${index}`,
        customerId: id('cus', round),
      };
      await lockCustomerTree(tx, registration.customerId);
      await claimScope(tx, context, { registration, time });
    });
  for (const round of numbers(rounds)) {
    const outcomes = await Promise.all(numbers(competitors).map((index) => outcomeOf(claim(round, index))));
    expect(outcomes.toSorted(byText)).toEqual(oneWinner);
  }
  expect(await context.db.read.protectionClaim.count()).toBe(rounds);
}, 300_000);

test('of twenty that are approved at once one is, and the others stay under review', async () => {
  const context = graph.createContext(admin);
  await graph.createContext(serviceViewer('test')).db.write((tx) => tx.protectionClaim.deleteMany({}));
  const approve = (registrationId: string) => () =>
    context.db.write((tx) =>
      approveInTransaction(tx, context, { id: registrationId, note: null, trace: [] }),
    );
  for (const round of numbers(approvalRounds)) {
    const outcomes = await Promise.all(
      numbers(competitors).map((index) => outcomeOf(approve(id('reg', round, index)))),
    );
    expect(outcomes.toSorted(byText)).toEqual(oneWinner);
  }
  const { read } = graph.createContext(admin).db;
  const ofRounds = { customerId: { in: numbers(approvalRounds).map((round) => id('cus', round)) } };
  expect(await read.dealRegistration.count({ where: { ...ofRounds, status: 'APPROVED' } })).toBe(
    approvalRounds,
  );
  expect(await read.dealRegistration.count({ where: { ...ofRounds, status: 'UNDER_REVIEW' } })).toBe(
    approvalRounds * (competitors - 1),
  );
  expect(await read.registrationDecision.count()).toBe(approvalRounds);
}, 120_000);

test('an extension and the expiry of the same moment never both happen', async () => {
  graph.setTime(at);
  for (const round of numbers(10)) {
    graph.setTime(at);
    const own = await approved(graph, seller, {
      customerName: `Edge ${round}`,
      customerDomains: [`edge${round}.example`],
    });
    const { dealRegistration } = await act(graph, seller, {
      action: 'AddEvidence',
      id: own,
      input: {
        kind: 'EMAIL', fileName: 'a.pdf', mediaType: 'application/pdf', sizeBytes: 1, sha256: 'b'.repeat(64),
        url: 'https://files.example/a.pdf', observedOn: '2026-10-15',
      }, // prettier-ignore
    });
    const until = new Date(dealRegistration.protectionEndsAt);
    const fresh = { days: 30, evidenceId: dealRegistration.evidence[0].id };
    const inTime = { ...graph.createContext(admin), clock: { now: () => new Date(until.getTime() - 1) } };
    const late = { ...graph.createContext(serviceViewer('jobs')), clock: { now: () => until } };
    await graph
      .createContext(serviceViewer('jobs'))
      .db.write((tx) =>
        tx.$executeRawUnsafe(
          `UPDATE policy_version SET body = jsonb_set(body, '{extension,evidenceDays}', '365') WHERE kind = 'REGISTRATION'`,
        ),
      );
    const [extended] = await Promise.allSettled([
      extendRegistration(inTime, own, fresh),
      expireRegistrations(late),
    ]);
    const row = await graph
      .createContext(admin)
      .db.read.dealRegistration.findUniqueOrThrow({ where: { id: own } });
    if (extended.status === 'fulfilled') {
      expect([row.status, row.extensionCount, row.protectedUntil && row.protectedUntil > until]).toEqual([
        'APPROVED',
        1,
        true,
      ]);
    } else {
      expect(extended.reason).toBeInstanceOf(InvalidTransitionError);
      expect([row.status, row.extensionCount, row.protectedUntil]).toEqual(['EXPIRED', 0, until]);
    }
    const broken = await brokenRules(graph, until.toISOString());
    expect(broken.filter((rule) => rule.includes(own))).toEqual([]);
  }
}, 120_000);

test('a draft that is submitted several times at once is submitted once', async () => {
  graph.setTime(at);
  const { dealRegistration: draft } = await act(graph, seller, {
    action: 'Create',
    input: complete({ customerName: 'Twice Ltd', customerDomains: ['twice.example'] }),
  });
  const answers = await Promise.all(
    numbers(5).map(() => act(graph, seller, { action: 'Submit', id: draft.id })),
  );
  const names = answers.map(({ __typename }) => String(__typename)).toSorted((a, b) => a.localeCompare(b));
  expect(names).toEqual(['DealRegistrationSubmitSuccess', ...numbers(4).map(() => 'InvalidTransitionError')]);
  const decisions = await graph
    .createContext(admin)
    .db.read.registrationDecision.count({ where: { registrationId: draft.id } });
  expect(decisions).toBe(1);
});
