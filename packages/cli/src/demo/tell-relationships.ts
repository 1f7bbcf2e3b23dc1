import { createHash } from 'node:crypto';
import { actOn, callForId, callOnce, upsertAll } from './demo-calls.ts';
import type { DemoRun } from './demo-run.ts';
import { named } from './story/story.ts';
import type { LeadStory, PartnerStory, ReviewStory } from './story/story.ts';

/** Tells who claims which customers, who passes on whom, and how far renewals have come; the ids are those of the contracts by their keys. */
export async function tellRelationships(
  run: DemoRun,
  partners: readonly PartnerStory[],
  contractIds: ReadonlyMap<string, string>,
): Promise<void> {
  run.onProgress('registrations, leads, renewals, usage and requests');
  await upsertAll(
    run,
    'dealRegistrationUpsertMany',
    partners.flatMap(({ key: partner, registrations = [] }) =>
      registrations.map(({ key, ...item }) => ({ ...named(key), partner: named(partner), ...item })),
    ),
  );
  await upsertAll(
    run,
    'usageRecordRecordMany',
    partners.flatMap(({ usage = [] }) =>
      usage.flatMap(({ contract, productLine, days }) =>
        days.map((day) => ({ contract: named(contract), productLine: named(productLine), ...day })),
      ),
    ),
  );
  for (const partner of partners) {
    for (const review of partner.underReview ?? []) await tellReview(run, partner.key, review);
    for (const { key, ...request } of partner.requests ?? [])
      await callOnce(run, 'coSellRequestCreate', { ...named(key), ...request, ...once(key) });
  }
  await tellLeads(
    run,
    partners.flatMap(({ leads = [] }) => leads),
  );
  await tellRenewals(run, partners, contractIds);
}

async function tellReview(
  run: DemoRun,
  partner: string,
  { key, registration, asksFor }: ReviewStory,
): Promise<void> {
  const input = { partner: named(partner), ...registration, ...once(key) };
  const id = await callForId(run, 'dealRegistrationCreate', { field: 'dealRegistration', input });
  const inputType = 'DealRegistrationActionInput';
  await actOn(run, 'dealRegistrationSubmit', { id, input: once(`${key} submit`), inputType });
  if (!asksFor) return;
  await actOn(run, 'dealRegistrationClaimReview', { id, input: once(`${key} claim`), inputType });
  await actOn(run, 'dealRegistrationRequestInfo', {
    id,
    input: { ...asksFor, ...once(`${key} ask`) },
    inputType: 'DealRegistrationRequestInfoInput!',
  });
}

async function tellLeads(run: DemoRun, leads: readonly LeadStory[]): Promise<void> {
  const ids = await upsertAll(
    run,
    'leadUpsertMany',
    leads.map(({ key, routedTo: _routedTo, ...lead }) => ({ ...named(key), ...lead })),
  );
  for (const { key, routedTo } of leads) {
    if (!routedTo) continue;
    await actOn(run, 'leadRoute', {
      id: ids.get(key) ?? '',
      input: { partner: named(routedTo), ...once(`${key} route`) },
      inputType: 'LeadRouteInput',
    });
  }
}

async function tellRenewals(
  run: DemoRun,
  partners: readonly PartnerStory[],
  contractIds: ReadonlyMap<string, string>,
): Promise<void> {
  for (const { contract, steps, request } of partners.flatMap(({ renewals = [] }) => renewals)) {
    const id = await renewalOf(run, contractIds.get(contract) ?? '');
    for (const { mutation, input } of steps) {
      await actOn(run, mutation, {
        id,
        input: { ...input, ...once(`${contract} ${mutation}`) },
        inputType: inputTypes[mutation] ?? 'RenewalActionInput',
      });
    }
    if (request)
      await callOnce(run, 'coSellRequestCreate', { ...request, renewalId: id, ...once(`${contract} help`) });
  }
}

const inputTypes: Readonly<Record<string, string>> = {
  renewalQuote: 'RenewalQuoteInput!',
  renewalSetCompetitiveEvaluation: 'RenewalSetCompetitiveEvaluationInput!',
};

async function renewalOf({ executor }: DemoRun, contractId: string): Promise<string> {
  const data = await executor.execute({
    document: 'query Demo($id: ID!) { managedContract(id: $id) { renewals(first: 1) { nodes { id } } } }',
    variables: { id: contractId },
  });
  const contract = data['managedContract'] as {
    readonly renewals: { readonly nodes: readonly { readonly id: string }[] };
  };
  return contract.renewals.nodes[0]?.id ?? '';
}

/** Gives every call of the story the same idempotency key each time it is told. */
export function once(part: string) {
  return { idempotencyKey: createHash('sha256').update(`demo ${part}`).digest('hex') };
}
