import { readFileSync } from 'node:fs';
import { callOnce, upsertAll } from '@channelgraph/cli/demo/demo-calls.ts';
import { dollars, named } from '@channelgraph/cli/demo/story/story.ts';
import type { DemoRun } from '@channelgraph/cli/demo/demo-run.ts';
import { demoStoryWith } from '../../testkit/demo-story.ts';

/** How many partners the crowd has; one page more than any test asks for. */
export const crowdSize = 101;
/** The region that tells the crowd from the demo's own partners. */
export const crowdRegion = 'Crowd';

const keys = Array.from({ length: crowdSize }, (_, index) => `crowd-${index}`);

/** The demo program and a hundred small partners, each with one of everything. */
export const crowdStory = demoStoryWith('crowd', readFileSync(import.meta.filename, 'utf8'), async (run) => {
  await tellPartners(run);
  await run.settle();
  await tellBusiness(run);
});

async function tellPartners(run: DemoRun): Promise<void> {
  await upsertAll(
    run,
    'partnerUpsertMany',
    keys.map((key) => ({
      ...named(key),
      legalName: `${key} LLC`,
      types: ['MSP'],
      segment: 'PURE_PLAY',
      regions: [crowdRegion],
      deliveredScopes: ['SECURITY_OPERATIONS'],
      domains: [`${key}.example`],
    })),
  );
  const joined = '2025-01-01';
  const partner = (key: string) => ({ partner: named(key) });
  await upsertAll(
    run,
    'programEnrollmentUpsertMany',
    keys.map((key) => ({
      ...named(`${key}-enrollment`),
      ...partner(key),
      program: named('msp-program'),
      startsOn: joined,
    })),
  );
  await upsertAll(
    run,
    'tierAssignmentUpsertMany',
    keys.map((key) => ({
      ...partner(key),
      tier: named('msp-program-tier-2'),
      from: joined,
      cause: 'INITIAL',
    })),
  );
  await upsertAll(
    run,
    'camAssignmentUpsertMany',
    keys.map((key) => ({ ...partner(key), cam: named('carla.cam'), from: joined })),
  );
  await upsertAll(
    run,
    'partnerUserUpsertMany',
    keys.flatMap((key) =>
      [0, 1].map((index) => ({
        ...named(`${key}.user-${index}`),
        ...partner(key),
        email: `user-${index}@${key}.example`,
        displayName: `User ${index}`,
        capabilities: ['TECHNICAL'],
        isTechnicalStaff: true,
      })),
    ),
  );
}

async function tellBusiness(run: DemoRun): Promise<void> {
  await upsertAll(run, 'customerUpsertMany', [{ ...named('crowd-group'), legalName: 'Crowd Group' }]);
  await upsertAll(
    run,
    'customerUpsertMany',
    keys.map((key) => ({
      ...named(`${key}-customer`),
      legalName: `Customer of ${key}`,
      domains: [`customer-of-${key}.example`],
      parent: named('crowd-group'),
    })),
  );
  await upsertAll(
    run,
    'managedContractUpsertMany',
    keys.map((key) => ({
      ...named(`${key}-contract`),
      partner: named(key),
      customer: named(`${key}-customer`),
      productLines: [named('endpoint-care')],
      status: 'ACTIVE',
      termStart: '2026-08-01',
      termMonths: 12,
      mrr: dollars(100),
      contractedSeats: 2,
    })),
  );
  await upsertAll(
    run,
    'seatSnapshotRecordMany',
    keys.flatMap((key) =>
      ['2026-09-01', '2026-10-01'].map((date) => ({
        contract: named(`${key}-contract`),
        date,
        provisioned: 2,
        active: 2,
        billable: 2,
      })),
    ),
  );
  await upsertAll(
    run,
    'usageRecordRecordMany',
    keys.flatMap((key) =>
      ['2026-09-01', '2026-10-01'].map((date) => ({
        contract: named(`${key}-contract`),
        productLine: named('endpoint-care'),
        date,
        quantity: 2,
      })),
    ),
  );
  await upsertAll(
    run,
    'customerSlaResultRecordMany',
    keys.flatMap((key) =>
      [1, 2].map((severity) => ({
        contract: named(`${key}-contract`),
        month: '2026-09-01',
        severity,
        metCount: 3,
        breachedCount: 0,
        openBreachedCount: 0,
      })),
    ),
  );
  await upsertAll(
    run,
    'customerSurveyUpsertMany',
    keys.flatMap((key) =>
      [1, 2].map((index) => ({
        ...named(`${key}-survey-${index}`),
        contract: named(`${key}-contract`),
        sentOn: '2026-09-01',
      })),
    ),
  );
  await upsertAll(
    run,
    'leadUpsertMany',
    keys.flatMap((key) =>
      [1, 2].map((index) => ({
        ...named(`${key}-lead-${index}`),
        direction: 'PARTNER_TO_VENDOR',
        partner: named(key),
        companyName: `Lead ${index} of ${key}`,
        need: 'Backup',
      })),
    ),
  );
  await upsertAll(
    run,
    'opportunityUpsertMany',
    keys.flatMap((key) =>
      [0, 1].map((index) => ({
        ...named(`${key}-deal-${index}`),
        partner: named(key),
        customer: named(`${key}-customer`),
        name: `Deal ${index}`,
        stage: 'QUALIFIED',
        oneTime: dollars(500),
        openedOn: '2026-09-01',
        closeDate: '2026-12-01',
      })),
    ),
  );
  for (const key of keys) {
    await callOnce(run, 'coSellRequestCreate', {
      kind: 'EXECUTIVE',
      contract: named(`${key}-contract`),
      requestedHelp: 'A talk.',
    });
  }
  await upsertAll(
    run,
    'certificationAwardUpsertMany',
    keys.flatMap((key) =>
      [0, 1].map((index) => ({
        ...named(`${key}-award-${index}`),
        user: named(`${key}.user-${index}`),
        track: named('security-advanced'),
        awardedOn: '2026-02-01',
        expiresOn: '2027-02-01',
      })),
    ),
  );
  const many = Array.from({ length: 101 }, (_, index) => index);
  await upsertAll(
    run,
    'productLineUpsertMany',
    many.map((index) => ({ ...named(`crowd-line-${index}`), code: `CROWD-${index}`, name: `Line ${index}` })),
  );
  await upsertAll(
    run,
    'certificationTrackUpsertMany',
    many.map((index) => ({
      ...named(`crowd-track-${index}`),
      code: `CROWD-${index}`,
      name: `Track ${index}`,
      kind: 'SALES',
      validityMonths: 12,
    })),
  );
  await upsertAll(
    run,
    'staffMemberUpsertMany',
    many.map((index) => ({
      ...named(`crowd-staff-${index}`),
      subject: `crowd-staff-${index}`,
      email: `staff-${index}@northwind.example`,
      displayName: `Staff ${index}`,
      role: 'ANALYST',
    })),
  );
}
