import { named } from '@channelgraph/cli/demo/story/story.ts';
import type { Ask } from '../../testkit/graph.ts';
import { crowdSize } from './crowd.story.ts';

// The first and the last one are among them, so that whatever leads a list shows everything.
const contestedEvery = 5;

/** Registers a deal of every partner of the crowd with a customer of its neighbour; some of them are submitted. */
export async function registerDeals(ask: Ask): Promise<void> {
  for (let index = 0; index < crowdSize; index += 1) {
    const { id } = await act(ask, 'Create', {
      input: {
        partner: named(`crowd-${index}`),
        kind: 'OPPORTUNITY',
        name: `Registration ${index}`,
        customerName: `Prospect ${index}`,
        customerCountry: 'US',
        customerDomains: [`customer-of-crowd-${(index + 1) % crowdSize}.example`],
        lines: [{ productLine: named('endpoint-care'), oneTime: { amount: '5000.00', currency: 'USD' } }],
        expectedCloseDate: '2026-12-15',
      },
    });
    if (index % contestedEvery === 0) await act(ask, 'Submit', { id, input: {} });
  }
}

async function act(
  ask: Ask,
  action: 'Create' | 'Submit',
  variables: Record<string, unknown>,
): Promise<{ readonly id: string }> {
  const [declared, passed] =
    action === 'Create'
      ? ['$input: DealRegistrationCreateInput!', 'input: $input']
      : ['$id: ID!, $input: DealRegistrationActionInput', 'id: $id, input: $input'];
  const answer = await ask<{ readonly result?: { readonly made?: { readonly id: string } } }>(
    `mutation (${declared}) { result: dealRegistration${action}(${passed}) {
      ... on DealRegistration${action}Success { made: dealRegistration { id } } ... on UserError { message } } }`,
    variables,
  );
  const made = answer.data?.result?.made;
  if (!made) throw new Error(`dealRegistration${action} failed: ${JSON.stringify(answer)}`);
  return made;
}
