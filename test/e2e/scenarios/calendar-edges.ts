import { isIn } from '@channelgraph/sdk';
import { expect, it } from 'vitest';
import { named, usd, type Stage } from './stage.ts';

/** Terms and windows at the ends of months, in leap years and across the change of the clocks. */
export function calendarEdges(stage: Stage): void {
  it.each([
    { start: '2027-01-31', months: 13, termEnd: '2028-02-29', opensOn: '2027-12-01', notice: '2027-12-31' },
    { start: '2028-02-29', months: 12, termEnd: '2029-02-28', opensOn: '2028-11-30', notice: '2028-12-30' },
    { start: '2027-03-01', months: 12, termEnd: '2028-03-01', opensOn: '2027-12-02', notice: '2028-01-01' },
    { start: '2026-12-01', months: 24, termEnd: '2028-12-01', opensOn: '2028-09-02', notice: '2028-10-02' },
  ])('a term of $months months from $start ends on $termEnd', async ({ start, months, ...dates }) => {
    const { managedContract } = await stage()
      .as('carla.cam')
      .contracts.create({
        partner: named('harbor'),
        customer: named('harbor-customer-2'),
        productLines: [named('threat-watch')],
        status: 'DRAFT',
        termStart: start,
        termMonths: months,
        noticeDays: 60,
        mrr: usd('500.00'),
        contractedSeats: 5,
        reason: 'A term at the edge of the calendar.',
      });
    const { termEnd, renewalWindowOpensOn: opensOn, noticeDeadline: notice } = managedContract;
    expect({ termEnd, opensOn, notice }).toEqual(dates);
  });

  it('protection that begins before the clocks go back ends with its last day in the program’s zone', async () => {
    const program = stage();
    // 23:30 on 30 October in New York, where it is summer until 1 November.
    program.setClock('2026-10-31T03:30:00Z');
    const carla = program.as('carla.cam');
    const harbor = program.as('harbor.sales');
    const { dealRegistration: draft } = await harbor.registrations.create({
      kind: 'OPPORTUNITY',
      name: 'Winter time',
      customerName: 'Clock Tower',
      customerCountry: 'US',
      expectedCloseDate: '2026-12-15',
      lines: [{ productLine: named('edge-server'), quantity: 1, oneTime: usd('8000.00') }],
    });
    if (!isIn(draft, 'status', 'DRAFT')) throw new Error(draft.status);
    const submitted = await harbor.registrations.submit(draft);
    if (!isIn(submitted, 'status', 'SUBMITTED')) throw new Error(submitted.status);
    const approved = await carla.registrations.approve(await carla.registrations.claimReview(submitted));
    // 150 days from the 30th; at the end of it New York is on summer time again.
    expect([approved.protectedFrom, approved.protectionEndsAt, approved.protectedTo]).toEqual([
      '2026-10-30',
      '2027-03-29T04:00:00.000Z',
      '2027-03-29',
    ]);
  });
}
