import type { Ask } from '../../testkit/graph.ts';

/** The records of the service to a customer that the demo program has none of. */
export interface ServiceRecords {
  readonly slaResult: string;
  readonly survey: string;
}

/** Records how the customer of a contract was served, and gives the ids. */
export async function recordService(ask: Ask, contract: string): Promise<ServiceRecords> {
  return {
    slaResult: await recordOne(ask, 'customerSlaResultRecordMany', {
      contract: { id: contract },
      month: '2026-09-01',
      severity: 2,
      metCount: 9,
      breachedCount: 1,
      openBreachedCount: 0,
    }),
    survey: await recordOne(ask, 'customerSurveyUpsertMany', {
      externalReference: { system: 'test', externalId: 'survey' },
      contract: { id: contract },
      // Later than the questions of the demo program, so that it leads every list.
      sentOn: '2026-10-14',
      respondedOn: '2026-10-15',
      score: 4,
      comment: 'Asked for Jane.',
    }),
  };
}

async function recordOne(ask: Ask, mutation: string, item: object): Promise<string> {
  const title = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;
  const { data, errors } = await ask<Record<string, { readonly rows?: readonly { readonly id: unknown }[] }>>(
    `mutation ($input: ${title}Input!) { ${mutation}(input: $input) { ... on ${title}Success { rows { id issues { code } } } } }`,
    { input: { items: [item] } },
  );
  const id: unknown = data?.[mutation]?.rows?.[0]?.id;
  if (typeof id !== 'string') throw new Error(`${mutation} failed: ${JSON.stringify({ data, errors })}`);
  return id;
}
