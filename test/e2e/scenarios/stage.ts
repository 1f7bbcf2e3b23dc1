import { storySystem } from '@channelgraph/cli/demo/story/story.ts';
import type { Deployment } from '../../testkit/processes.ts';
import { until } from '../../testkit/until.ts';

/** Where a scenario is played; known once the program runs. */
export type Stage = () => Deployment;

/** A record of a scenario by its key in the demo's system. */
export const named = (externalId: string) => ({
  externalReference: { system: storySystem, externalId },
});

/** An amount in US dollars. */
export const usd = (amount: string) => ({ amount, currency: 'USD' });

/** What a bulk mutation answers about its rows. */
interface Stored {
  readonly rows: readonly { readonly id: string | null; readonly issues: readonly object[] }[];
}

/** Gives the ids of stored rows. @throws Error with the problems of those that were refused. */
export function storedIds({ rows }: Stored): string[] {
  return rows.map(({ id, issues }) => {
    if (id === null || issues.length > 0) throw new Error(JSON.stringify(issues));
    return id;
  });
}

/** Finds a partner of the demo program by its key. */
export async function partnerOf(program: Deployment, key: string): Promise<string> {
  const partner = await program
    .as('ada.admin')
    .partners.getByExternalReference({ system: storySystem, externalId: key });
  if (!partner) throw new Error(`There is no partner ${key}.`);
  return partner.id;
}

/** A partner who joins a program for a scenario. */
export interface Newcomer {
  readonly key: string;
  readonly name: string;
  readonly types: readonly string[];
  readonly segment?: string;
  readonly programKey: string;
  readonly joinedOn: string;
}

/** Has a partner join a program, with marc.cam to look after it. */
export async function join(program: Deployment, newcomer: Newcomer): Promise<string> {
  const ada = program.as('ada.admin');
  const { key, name, types, segment, programKey, joinedOn } = newcomer;
  const [id = ''] = storedIds(
    await ada.partners.upsertMany({
      items: [{ ...named(key), legalName: name, displayName: name, types, segment, status: 'ACTIVE' }],
    }),
  );
  storedIds(
    await ada.programEnrollments.upsertMany({
      items: [
        { ...named(`${key}-enrollment`), partner: { id }, program: named(programKey), startsOn: joinedOn },
      ],
    }),
  );
  const { errors } = await program.ask(
    'ada.admin',
    `mutation ($input: CamAssignmentUpsertManyInput!) { camAssignmentUpsertMany(input: $input) { __typename } }`,
    { input: { items: [{ partner: { id }, cam: named('marc.cam'), from: joinedOn }] } },
  );
  if (errors) throw new Error(JSON.stringify(errors));
  // The other services hear of a partner by an event.
  const lead = { direction: 'PARTNER_TO_VENDOR', partner: { id }, companyName: 'Anybody', need: 'None' };
  await until(
    () => ada.leads.upsertMany({ items: [lead], dryRun: true }),
    ({ refusedCount }) => refusedCount === 0,
    { what: `deals to know ${key}` },
  );
  return id;
}
