import type { Ask } from '../../testkit/graph.ts';

/** Registrations of a partner in the states that actions begin from, which the demo program has none of. */
export interface RegistrationRecords {
  readonly draftRegistration: string;
  readonly submittedRegistration: string;
  readonly reviewedRegistration: string;
  readonly inquiredRegistration: string;
  readonly approvedRegistration: string;
  readonly rejectedRegistration: string;
}

/** Registers deals for a partner as an administrator, and decides about them as its account manager. */
export async function recordRegistrations(
  { ask, askAsCam }: { readonly ask: Ask; readonly askAsCam: Ask },
  partner: string,
  productLine: string,
): Promise<RegistrationRecords> {
  const draft = (name: string) =>
    act(ask, 'Create', {
      input: {
        partner: { id: partner },
        kind: 'OPPORTUNITY',
        name: `A deal that is ${name}`,
        customerName: `Customer of the deal that is ${name}`,
        customerCountry: 'US',
        lines: [{ productLine: { id: productLine }, oneTime: { amount: '5000.00', currency: 'USD' } }],
        expectedCloseDate: '2026-12-15',
      },
    });
  const submitted = async (name: string) => act(ask, 'Submit', { id: await draft(name), input: {} });
  const reviewed = async (name: string) =>
    act(askAsCam, 'ClaimReview', { id: await submitted(name), input: {} });
  const information = { fields: ['CUSTOMER_NEED'], note: 'What for?' };
  return {
    draftRegistration: await draft('drafted'),
    submittedRegistration: await submitted('submitted'),
    reviewedRegistration: await reviewed('reviewed'),
    inquiredRegistration: await act(askAsCam, 'RequestInfo', {
      id: await reviewed('inquired'),
      input: information,
    }),
    approvedRegistration: await act(askAsCam, 'Approve', { id: await reviewed('approved'), input: {} }),
    rejectedRegistration: await act(askAsCam, 'Reject', {
      id: await reviewed('rejected'),
      input: { reasons: ['OTHER'] },
    }),
  };
}

const plain: readonly string[] = ['Submit', 'ClaimReview'];

async function act(ask: Ask, action: string, variables: Record<string, unknown>): Promise<string> {
  const type = plain.includes(action) ? 'DealRegistrationActionInput' : `DealRegistration${action}Input!`;
  const [declared, passed] = action === 'Create' ? ['', ''] : ['$id: ID!, ', 'id: $id, '];
  const answer = await ask<{ readonly result?: { readonly made?: { readonly id: string } } }>(
    `mutation (${declared}$input: ${type}) { result: dealRegistration${action}(${passed}input: $input) {
      ... on DealRegistration${action}Success { made: dealRegistration { id } } ... on UserError { message } } }`,
    variables,
  );
  const id = answer.data?.result?.made?.id;
  if (id === undefined) throw new Error(`dealRegistration${action} failed: ${JSON.stringify(answer)}`);
  return id;
}
