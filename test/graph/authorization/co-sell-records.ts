import type { Ask } from '../../testkit/graph.ts';

/** The requests for help that the demo program has none of. */
export interface CoSellRecords {
  readonly coSell: string;
  readonly acceptedCoSell: string;
  readonly startedCoSell: string;
}

/** Asks for help with a contract three times, two of them answered as far as each is to go. */
export async function recordCoSell(ask: Ask, contract: string): Promise<CoSellRecords> {
  const record = () =>
    act(ask, 'Create', {
      input: { kind: 'EXECUTIVE', contract: { id: contract }, requestedHelp: 'A talk.' },
    });
  const [coSell, acceptedCoSell, startedCoSell] = [await record(), await record(), await record()];
  await act(ask, 'Accept', { id: acceptedCoSell });
  await act(ask, 'Accept', { id: startedCoSell });
  await act(ask, 'Start', { id: startedCoSell });
  return { coSell, acceptedCoSell, startedCoSell };
}

const documents = {
  Create: `mutation ($input: CoSellRequestCreateInput!) { coSellRequestCreate(input: $input) { ... on CoSellRequestCreateSuccess { coSellRequest { id } } } }`,
  Accept: `mutation ($id: ID!) { coSellRequestAccept(id: $id) { ... on CoSellRequestAcceptSuccess { coSellRequest { id } } } }`,
  Start: `mutation ($id: ID!) { coSellRequestStart(id: $id) { ... on CoSellRequestStartSuccess { coSellRequest { id } } } }`,
};

async function act(
  ask: Ask,
  verb: keyof typeof documents,
  variables: Record<string, unknown>,
): Promise<string> {
  const answer = await ask<Record<string, { readonly coSellRequest?: { readonly id: string } }>>(
    documents[verb],
    variables,
  );
  const id = answer.data?.[`coSellRequest${verb}`]?.coSellRequest?.id;
  if (id === undefined) throw new Error(`coSellRequest${verb} failed: ${JSON.stringify(answer)}`);
  return id;
}
