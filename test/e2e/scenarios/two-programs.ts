import type { Pipeline } from '@channelgraph/sdk';
import { expect, it } from 'vitest';
import { join, named, storedIds, usd, type Stage } from './stage.ts';

/** One vendor runs a program for MSPs and one for agents, whose money is of different kinds. */
export function twoPrograms(stage: Stage): void {
  let agent: string;
  let operator: string;

  it('has partners of two types in programs of their own', async () => {
    const program = stage();
    const ada = program.as('ada.admin');
    storedIds(
      await ada.programs.upsertMany({
        items: [
          {
            ...named('agent-program'),
            name: 'Northwind Agent Program',
            timeZone: 'Europe/Berlin',
            currency: 'EUR',
            tiers: [{ ...named('agent-program-tier-1'), rank: 1, label: 'Registered' }],
          },
        ],
      }),
    );
    const joinedOn = '2026-01-01';
    agent = await join(program, {
      key: 'line-agent',
      name: 'Line Agents',
      types: ['AGENT'],
      programKey: 'agent-program',
      joinedOn,
    });
    operator = await join(program, {
      key: 'wire-msp',
      name: 'Wire Managed',
      types: ['MSP'],
      segment: 'PURE_PLAY',
      programKey: 'msp-program',
      joinedOn,
    });
    const found = await ada.partners
      .list({
        filter: { id: { in: [agent, operator] } },
        orderBy: { field: 'DISPLAY_NAME', direction: 'ASC' },
      })
      .toArray({ max: 5 });
    expect(found.map(({ displayName, types }) => [displayName, types])).toEqual([
      ['Line Agents', ['AGENT']],
      ['Wire Managed', ['MSP']],
    ]);
  });

  it('keeps what is paid once and what recurs apart, in each currency', async () => {
    const program = stage();
    const ada = program.as('ada.admin');
    storedIds(await ada.customers.upsertMany({ items: [{ ...named('telco'), legalName: 'Telco Tower' }] }));
    const deal = (key: string, partner: string) => ({
      ...named(key),
      name: key,
      partner: { id: partner },
      customer: named('telco'),
      productLines: [named('cloud-run')],
      stage: 'QUALIFIED',
      openedOn: '2026-10-01',
      closeDate: '2026-12-01',
    });
    storedIds(
      await ada.opportunities.upsertMany({
        items: [
          { ...deal('agent-lines', agent), oneTime: { amount: '12000.00', currency: 'EUR' } },
          { ...deal('msp-base', operator), mrr: usd('800.00'), termMonths: 36 },
        ],
      }),
    );
    const groupBy = ['REVENUE_MODEL'] as const;
    const agents = await ada.pipelines.get({ partnerType: 'AGENT' }, { groupBy });
    expect(linesOf(agents)).toEqual([['TRANSACTIONAL', 1, '12000.00 EUR', '0.00 EUR', '12000.00 EUR']]);
    const operators = await ada.pipelines.get({ partnerId: operator }, { groupBy });
    expect(linesOf(operators)).toEqual([['RECURRING', 1, '0.00 USD', '800.00 USD', '28800.00 USD']]);
    const managed = await ada.pipelines.get({ partnerType: 'MSP' }, { groupBy });
    expect(managed?.cells.filter(({ currency }) => currency !== 'USD')).toEqual([]);
  });
}

/** A pipeline by revenue model: how many deals, what is paid once, each month, and over the whole term. */
function linesOf(pipeline: Pipeline | null) {
  const text = ({ amount, currency }: { readonly amount: string; readonly currency: string }) =>
    `${amount} ${currency}`;
  return pipeline?.cells.map(({ revenueModel, count, oneTime, mrr, tcv }) => [
    revenueModel,
    count,
    text(oneTime),
    text(mrr),
    text(tcv),
  ]);
}
