import type { DemoRun } from './demo-run.ts';
import { callOnce, upsertAll } from './demo-calls.ts';
import { repeatStory } from './story/repeat.ts';
import { harbor } from './story/harbor.ts';
import {
  beacon,
  copperleaf,
  latticework,
  meridian,
  oakfield,
  ridgeline,
  skylark,
} from './story/other-partners.ts';
import {
  certificationRequirements,
  commissionPlan,
  productLines,
  programs,
  staff,
  tracks,
} from './story/program.ts';
import {
  awardItem,
  contractItem,
  factItem,
  partnerItem,
  personItem,
  planItem,
  seatItems,
  slaItem,
  surveyItem,
} from './story/items.ts';
import { named, storyDay } from './story/story.ts';
import type { PartnerStory } from './story/story.ts';
import { once, tellRelationships } from './tell-relationships.ts';

/** The instant at which the demo program's business clock stands. */
export const demoInstant = new Date(`${storyDay}T09:00:00Z`);

/** The partners of the demo, each with its story. */
export const partnerStories: readonly PartnerStory[] = [
  harbor,
  ridgeline,
  copperleaf,
  skylark,
  meridian,
  oakfield,
  beacon,
  latticework,
];

/**
 * Tells the demo program through the API. Telling it again changes nothing.
 *
 * @throws CommandError when the API refuses a part of it.
 */
export async function seedDemo(run: DemoRun): Promise<void> {
  run.setClock(demoInstant);
  const partners = partnerStories.flatMap((story) => repeatStory(story, run.scale));
  await tellProgram(run);
  await tellPartners(run, partners);
  await run.settle();
  const contractIds = await tellBusiness(run, partners);
  await tellRelationships(run, partners, contractIds);
  await run.settle();
}

async function tellProgram(run: DemoRun): Promise<void> {
  run.onProgress('the program: people, tiers, product lines, certifications, commission');
  await upsertAll(
    run,
    'staffMemberUpsertMany',
    staff.map(({ key, ...person }) => ({
      ...person,
      ...named(key),
      subject: key,
      email: `${key}@northwind.example`,
    })),
  );
  await upsertAll(run, 'programUpsertMany', programs);
  await upsertAll(run, 'productLineUpsertMany', productLines);
  await upsertAll(run, 'certificationTrackUpsertMany', tracks);
  await callOnce(run, 'certificationRequirementPublish', {
    effectiveFrom: '2024-01-01',
    requirements: certificationRequirements,
    ...once('requirements'),
  });
  await callOnce(run, 'incentivePlanPublish', {
    ...commissionPlan,
    isReversalSeparated: false,
    ...once('plan'),
  });
}

async function tellPartners(run: DemoRun, partners: readonly PartnerStory[]): Promise<void> {
  run.onProgress(`${partners.length} partners with their people, tiers and plans`);
  await upsertAll(run, 'partnerUpsertMany', partners.map(partnerItem));
  await upsertAll(
    run,
    'programEnrollmentUpsertMany',
    partners.map(({ key, program, joinedOn }) => ({
      ...named(`${key}-enrollment`),
      partner: named(key),
      program: named(program),
      startsOn: joinedOn,
    })),
  );
  await upsertAll(
    run,
    'tierAssignmentUpsertMany',
    partners.flatMap(({ key, program, tiers }) =>
      tiers.map(({ rank, from }, index) => ({
        partner: named(key),
        tier: named(`${program}-tier-${rank}`),
        from,
        cause: index === 0 ? 'INITIAL' : 'PROMOTION',
      })),
    ),
  );
  await upsertAll(
    run,
    'camAssignmentUpsertMany',
    partners.map(({ key, cam, joinedOn }) => ({ partner: named(key), cam: named(cam), from: joinedOn })),
  );
  await upsertAll(
    run,
    'partnerUserUpsertMany',
    partners.flatMap((story) => story.people.map((person) => personItem(story, person))),
  );
  await upsertAll(run, 'planTargetUpsertMany', partners.flatMap(planItem));
}

/** Tells what partners sell and look after, and gives the ids of the contracts by their keys. */
async function tellBusiness(
  run: DemoRun,
  partners: readonly PartnerStory[],
): Promise<ReadonlyMap<string, string>> {
  const contracts = partners.flatMap((story) => story.contracts.map((contract) => ({ story, contract })));
  run.onProgress(
    `${contracts.length} managed contracts over two years, with seats, deals, certifications and surveys`,
  );
  await upsertAll(
    run,
    'customerUpsertMany',
    partners.flatMap(({ customers }) =>
      customers.map(({ key, name, industry, domains = [] }) => ({
        ...named(key),
        legalName: name,
        industry,
        ...(domains.length > 0 ? { domains, country: 'US' } : {}),
      })),
    ),
  );
  // A successor names its predecessor, which must be stored before it.
  const [first, followers] = [
    contracts.filter(({ contract }) => !contract.predecessor),
    contracts.filter(({ contract }) => contract.predecessor),
  ];
  const contractIds = await upsertAll(run, 'managedContractUpsertMany', first.map(contractItem));
  await upsertAll(run, 'managedContractUpsertMany', followers.map(contractItem));
  await upsertAll(
    run,
    'seatSnapshotRecordMany',
    contracts.flatMap(({ contract }) => seatItems(contract)),
  );
  await upsertAll(
    run,
    'opportunityUpsertMany',
    partners.flatMap(({ key: partner, opportunities }) =>
      opportunities.map(({ key, ...deal }) => ({ ...named(key), partner: named(partner), ...deal })),
    ),
  );
  await upsertAll(
    run,
    'certificationAwardUpsertMany',
    partners.flatMap(({ awards }) => awards.map(awardItem)),
  );
  await upsertAll(
    run,
    'customerSlaResultRecordMany',
    partners.flatMap(({ slaResults = [] }) => slaResults.map(slaItem)),
  );
  await upsertAll(
    run,
    'customerSurveyUpsertMany',
    partners.flatMap(({ surveys = [] }) => surveys.map(surveyItem)),
  );
  await upsertAll(
    run,
    'metricFactRecordMany',
    partners.flatMap(({ key, facts }) => facts.map((fact) => factItem(key, fact))),
  );
  return contractIds;
}
