import { isIn, type Registration } from '@channelgraph/sdk';
import { expect, it } from 'vitest';
import type { Deployment } from '../../testkit/processes.ts';
import { until } from '../../testkit/until.ts';
import { named, partnerOf, usd, type Stage } from './stage.ts';

const tasks = ['expire_registrations', 'open_renewals', 'assess_renewals', 'evaluate_alerts'] as const;

async function catchUp(program: Deployment): Promise<void> {
  for (const task of tasks) await program.runTask('deals', task);
}

/** Nothing runs for forty days; then everything that fell due is caught up with, dated when it was due, once. */
export function fortyDays(stage: Stage): void {
  let approved: Registration<'APPROVED'>;

  it('a registration about a contract is protected for sixty days', async () => {
    const program = stage();
    program.setClock('2026-11-02T15:00:00Z');
    const harbor = program.as('harbor.sales');
    const carla = program.as('carla.cam');
    const { dealRegistration: draft } = await harbor.registrations.create({
      kind: 'RENEGOTIATION',
      name: 'A longer term',
      customerName: 'The customer of the contract',
      customerCountry: 'US',
      contract: named('harbor-contract-41'),
      expectedCloseDate: '2026-12-15',
      lines: [{ productLine: named('backup-vault'), quantity: 5, mrr: usd('250.00'), termMonths: 12 }],
    });
    if (!isIn(draft, 'status', 'DRAFT')) throw new Error(draft.status);
    const submitted = await harbor.registrations.submit(draft);
    if (!isIn(submitted, 'status', 'SUBMITTED')) throw new Error(submitted.status);
    const decided = await carla.registrations.approve(await carla.registrations.claimReview(submitted));
    if (!isIn(decided, 'status', 'APPROVED')) throw new Error(decided.status);
    approved = decided;
    expect([decided.protectedFrom, decided.protectedTo]).toEqual(['2026-11-02', '2027-01-01']);
    await catchUp(program);
  });

  it('its protection is over at its end, although nobody noted it', async () => {
    const program = stage();
    if (program.topology === 'split') await program.kill('deals');
    program.setClock('2027-01-10T15:00:00Z');
    if (program.topology === 'split') await program.restart('deals');
    const carla = program.as('carla.cam');
    const seen = await carla.registrations.get(approved.id);
    expect(seen?.isProtected).toBe(false);
    const extended = await carla.registrations.extend.safe(approved, { days: 30, note: 'Too late.' });
    expect(extended).toMatchObject({ ok: false });
    expect((await carla.registrations.get(approved.id))?.version).toBe(approved.version);
  });

  it('is noted by its own day and once, as are the renewals and alerts that fell due', async () => {
    const program = stage();
    const harbor = await partnerOf(program, 'harbor');
    const carla = program.as('carla.cam');
    const filter = { partnerId: { eq: harbor } };
    const state = async () => ({
      registration: await carla.registrations.get(approved.id),
      renewals: await carla.renewals.list({ filter }).toArray({ max: 200 }),
      alerts: await program.as('ada.admin').alerts.list({ filter }).toArray({ max: 200 }),
    });
    await catchUp(program);
    // What is over since and what is new comes to the partners service by events.
    const { registration, renewals, alerts } = await until(state, ({ alerts: found }) =>
      found.some(({ code, since }) => code === 'RENEWAL_WINDOW_30' && since === '2027-01-02'),
    );
    expect([registration?.status, registration?.closedOn, registration?.version]).toEqual([
      'EXPIRED',
      '2027-01-01',
      approved.version + 1,
    ]);
    // The contract whose term ends with 19 December: its last warning was due on 20 November.
    const ending = renewals.find(({ termEnd }) => termEnd === '2026-12-20');
    const warnings = alerts.filter(({ subjectId }) => subjectId === ending?.contract?.id);
    expect(Object.fromEntries(warnings.map(({ code, since }) => [code, since]))).toEqual({
      RENEWAL_WINDOW_90: '2026-09-21',
      RENEWAL_WINDOW_60: '2026-10-21',
      RENEWAL_WINDOW_30: '2026-11-20',
    });
    const raised = alerts.map(({ code, subjectId, since }) => `${code} ${subjectId} ${since}`);
    expect(new Set(raised).size).toBe(raised.length);
    await catchUp(program);
    const again = await state();
    expect(again.registration).toEqual(registration);
    expect(again.renewals).toEqual(renewals);
    expect(again.alerts.map(({ id, status }) => [id, status])).toEqual(
      alerts.map(({ id, status }) => [id, status]),
    );
  });
}
