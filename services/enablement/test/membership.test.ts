import { describe, expect, it } from 'vitest';
import type { Context } from '../src/context.ts';
import { type Enablement, ada, harbor, ridgeline, service, startEnablement, startHarbor } from './support.ts';

async function periodsOf({ subgraph }: Enablement, userId: string): Promise<string[]> {
  const { db } = subgraph.createContext({ viewer: service }) as Context;
  const rows = await db.read.membership.findMany({ where: { userId }, orderBy: { validFrom: 'asc' } });
  const day = (date: Date | null) => date?.toISOString().slice(0, 10) ?? 'today';
  return rows.map(({ partnerId, validFrom, validTo }) => `${partnerId} ${day(validFrom)}..${day(validTo)}`);
}

describe('the history of a membership', () => {
  it('reaches back without end for somebody who is active when first heard of', async () => {
    await using enablement = await startEnablement();
    await enablement.partner(harbor);
    await enablement.user('usr_1', harbor);
    expect(await periodsOf(enablement, 'usr_1')).toEqual([`${harbor} 1900-01-01..today`]);
  });

  it('begins on the day on which somebody who was invited becomes active', async () => {
    await using enablement = await startEnablement();
    await enablement.partner(harbor);
    await enablement.user('usr_1', harbor, { status: 'INVITED' });
    expect(await periodsOf(enablement, 'usr_1')).toEqual([]);
    enablement.setClock('2026-10-18T09:00:00Z');
    await enablement.user('usr_1', harbor);
    expect(await periodsOf(enablement, 'usr_1')).toEqual([`${harbor} 2026-10-18..today`]);
  });

  it('has a gap while somebody is away, and none when they come back on the day they left', async () => {
    await using enablement = await startEnablement();
    await enablement.partner(harbor);
    await enablement.user('usr_1', harbor);
    await enablement.user('usr_1', harbor, { status: 'DISABLED' });
    await enablement.user('usr_1', harbor);
    expect(await periodsOf(enablement, 'usr_1')).toEqual([`${harbor} 1900-01-01..today`]);
    await enablement.user('usr_1', harbor, { status: 'DISABLED' });
    enablement.setClock('2026-11-01T09:00:00Z');
    await enablement.user('usr_1', harbor);
    expect(await periodsOf(enablement, 'usr_1')).toEqual([
      `${harbor} 1900-01-01..2026-10-15`,
      `${harbor} 2026-11-01..today`,
    ]);
  });

  it('forgets a membership that began and ended on one day', async () => {
    await using enablement = await startEnablement();
    await enablement.partner(harbor);
    await enablement.user('usr_1', harbor, { status: 'INVITED' });
    await enablement.user('usr_1', harbor);
    await enablement.user('usr_1', harbor, { status: 'DISABLED' });
    expect(await periodsOf(enablement, 'usr_1')).toEqual([]);
  });

  it('takes the day from the moment of the event, in the time zone of the program', async () => {
    await using enablement = await startEnablement();
    await enablement.partner(harbor);
    await enablement.user('usr_1', harbor);
    enablement.setClock('2026-10-20T03:30:00Z');
    await enablement.user('usr_1', harbor, { status: 'DISABLED' });
    expect(await periodsOf(enablement, 'usr_1')).toEqual([`${harbor} 1900-01-01..2026-10-19`]);
  });

  it('ends at one partner when somebody moves to another; their awards stay behind', async () => {
    await using enablement = await startHarbor();
    await enablement.partner(ridgeline);
    await enablement.settle();
    await enablement.user('usr_technical', ridgeline);
    expect(await periodsOf(enablement, 'usr_technical')).toEqual([
      `${harbor} 1900-01-01..2026-10-15`,
      `${ridgeline} 2026-10-15..today`,
    ]);
    const { data } = await enablement.as(ada)(`{ _entities(representations: [
      { __typename: "Partner", id: "${harbor}" }, { __typename: "Partner", id: "${ridgeline}" }]) {
      ... on Partner { certificationCoverage { value } } } }`);
    expect(data._entities).toEqual([
      { certificationCoverage: { value: '0.5' } },
      { certificationCoverage: { value: '0' } },
    ]);
    expect(Object.keys(await enablement.settle())).toEqual([harbor]);
  });
});
