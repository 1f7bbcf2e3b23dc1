import { referenceTables } from '../../reference-tables.ts';
import type { PrismaClient } from '../../db.ts';
import { fromLocalDate } from '@channelgraph/core/calendar.ts';
import { canonicalJson } from '@channelgraph/core/canonical-json.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import {
  NotFoundError,
  PolicyViolationError,
  VersionMismatchError,
  createIssues,
} from '@channelgraph/core/domain-errors.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import type {
  CertificationScope,
  MspSegment,
  PartnerType,
} from '@channelgraph/graphql/partner-vocabulary.ts';
import type { BulkDefinition, BulkItem, Change } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { checkCurrency, choose, keep, requireText } from '@channelgraph/server/bulk/field.ts';
import { saveRows } from '../../save-rows.ts';
import type { Context, Transaction } from '../../context.ts';
import { lockAll } from '@channelgraph/server/locks.ts';
import { sinceEver } from './partner.classification.ts';
import { announcePartners } from './partner.events.ts';
import type { LifecycleStage, PartnerAction, PartnerFacts, PartnerStatus } from './partner.machine.ts';
import { partnerMachine, stageOf } from './partner.machine.ts';

/** Whether a partner builds on the vendor's technology or sells solutions with it. */
const partnerTracks = ['TECHNOLOGY', 'SOLUTION'] as const;
export type PartnerTrack = (typeof partnerTracks)[number];

/** What may be said of a partner: what is left out stays, null clears where that is possible. */
export interface PartnerFields {
  readonly legalName?: string | null | undefined;
  readonly displayName?: string | null | undefined;
  readonly types?: readonly PartnerType[] | null | undefined;
  readonly segment?: MspSegment | null | undefined;
  readonly secondarySegments?: readonly MspSegment[] | null | undefined;
  readonly tracks?: readonly PartnerTrack[] | null | undefined;
  readonly regions?: readonly string[] | null | undefined;
  readonly hqCountry?: string | null | undefined;
  readonly lifecycleStage?: LifecycleStage | null | undefined;
  readonly domains?: readonly string[] | null | undefined;
  readonly deliveredScopes?: readonly CertificationScope[] | null | undefined;
  readonly currency?: string | null | undefined;
}

/** A partner as it is sent in. */
export interface PartnerItem extends BulkItem, PartnerFields {
  /** Counts for a new partner only; a known one changes its status by the actions made for that. */
  readonly status?: PartnerStatus | null | undefined;
}

interface PartnerValues {
  readonly legalName: string;
  readonly displayName: string;
  readonly types: readonly PartnerType[];
  readonly segment: MspSegment | null;
  readonly secondarySegments: readonly MspSegment[];
  readonly tracks: readonly PartnerTrack[];
  readonly regions: readonly string[];
  readonly hqCountry: string | null;
  readonly status: PartnerStatus;
  readonly lifecycleStage: LifecycleStage;
  readonly domains: readonly string[];
  readonly deliveredScopes: readonly CertificationScope[];
  readonly currency: string | null;
}

/** How partners are imported: creates or changes partners; other systems' names tell them apart. */
export const partnerBulk: BulkDefinition<PrismaClient, PartnerItem, PartnerValues> = {
  mutation: 'partnerUpsertMany',
  type: 'Partner',
  tables: referenceTables,
  prefix: 'prt',
  related: () => [],
  load: loadValues,
  check(item, { stored, issues }) {
    const status = stored?.status ?? item.status ?? 'ACTIVE';
    return mergeFields(item, { stored, status, issues });
  },
  write: writePartners,
  partnerOf: ({ id }) => id,
  announce: (tx, context, changes) =>
    announcePartners(
      tx,
      context,
      changes.map(({ id }) => id),
    ),
};

async function loadValues(tx: Transaction, ids: readonly string[]): Promise<Map<string, PartnerValues>> {
  await lockAll(tx, ids);
  const rows = await tx.partner.findMany({ where: { id: { in: [...ids] } } });
  return new Map(
    rows.map(({ id, version, createdAt, createdBy, updatedAt, updatedBy, ...values }) => [id, values]),
  );
}

interface Merge {
  readonly stored: PartnerValues | null;
  readonly status: PartnerStatus;
  readonly issues: IssueCollector;
}

function mergeFields(asked: PartnerFields, { stored, status, issues }: Merge): PartnerValues {
  const legalName = requireText(asked.legalName ?? stored?.legalName, 'legalName', issues);
  const values: PartnerValues = {
    legalName,
    displayName: requireText(asked.displayName ?? stored?.displayName ?? legalName, 'displayName', issues),
    types: unique(keep(asked.types, stored?.types, [])),
    segment: choose(asked.segment, stored?.segment, null),
    secondarySegments: unique(keep(asked.secondarySegments, stored?.secondarySegments, [])),
    tracks: unique(keep(asked.tracks, stored?.tracks, [])),
    regions: unique(keep(asked.regions, stored?.regions, []).map((region) => region.trim())),
    hqCountry: choose(asked.hqCountry, stored?.hqCountry, null),
    status,
    lifecycleStage: keep(asked.lifecycleStage, stored?.lifecycleStage, stageOf(status)),
    domains: unique(keep(asked.domains, stored?.domains, []).map((domain) => domain.trim().toLowerCase())),
    deliveredScopes: unique(keep(asked.deliveredScopes, stored?.deliveredScopes, [])),
    currency: choose(asked.currency, stored?.currency, null),
  };
  checkValues(values, issues);
  return values;
}

const domainShape = /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

function checkValues(values: PartnerValues, issues: IssueCollector): void {
  if (values.types.length === 0) {
    issues.add(
      ['types'],
      'REQUIRED',
      'A partner has at least one type.',
      'Name what the partner does, for example RESELLER.',
    );
  }
  checkSegments(values, issues);
  checkPlaces(values, issues);
  checkCurrency(values.currency, 'currency', issues);
}

function checkSegments({ types, segment, secondarySegments }: PartnerValues, issues: IssueCollector): void {
  if (!types.includes('MSP') && (segment !== null || secondarySegments.length > 0)) {
    issues.add(
      ['segment'],
      'SEGMENT_WITHOUT_MSP',
      'Only a managed service provider has a segment.',
      'Add the type MSP or leave the segment out.',
    );
  }
  if (segment === null ? secondarySegments.length > 0 : secondarySegments.includes(segment)) {
    issues.add(
      ['secondarySegments'],
      'SEGMENT_ORDER',
      'Secondary segments come beside another, primary one.',
      'Name the primary segment in segment and only the others here.',
    );
  }
}

function checkPlaces({ hqCountry, regions, domains }: PartnerValues, issues: IssueCollector): void {
  if (hqCountry !== null && !/^[A-Z]{2}$/.test(hqCountry)) {
    issues.add(
      ['hqCountry'],
      'INVALID_COUNTRY',
      `${hqCountry} is not an ISO 3166-1 alpha-2 code.`,
      'Use a code such as US.',
    );
  }
  if (regions.includes('')) {
    issues.add(['regions'], 'REQUIRED', 'A region has a name.', 'Leave empty regions out.');
  }
  const wrong = domains.find((domain) => !domainShape.test(domain));
  if (wrong === undefined) return;
  issues.add(
    ['domains'],
    'INVALID_DOMAIN',
    `"${wrong}" is not an internet domain.`,
    'Write it like example.com, without https://.',
  );
}

function unique<Value extends string>(values: readonly Value[]): Value[] {
  return [...new Set(values)].sort();
}

async function writePartners(
  tx: Transaction,
  context: Context,
  changes: readonly Change<PartnerValues>[],
): Promise<void> {
  await saveRows(context, changes, {
    toColumns: (values) => ({
      ...values,
      types: [...values.types],
      secondarySegments: [...values.secondarySegments],
      tracks: [...values.tracks],
      regions: [...values.regions],
      domains: [...values.domains],
      deliveredScopes: [...values.deliveredScopes],
    }),
    create: (data) => tx.partner.createMany({ data }),
    update: (id, data) => tx.partner.update({ where: { id }, data }),
  });
  await recordClassifications(tx, context, changes);
}

async function recordClassifications(
  tx: Transaction,
  context: Context,
  changes: readonly Change<PartnerValues>[],
): Promise<void> {
  const stamp = { recordedAt: context.clock.now(), recordedBy: context.viewer.userId };
  const kindOf = ({ types, segment }: PartnerValues) => canonicalJson([types, segment]);
  const data = changes
    .filter(({ before, values }) => before === null || kindOf(before) !== kindOf(values))
    .map(({ id, before, values }) => ({
      partnerId: id,
      types: [...values.types],
      segment: values.segment,
      validFrom: fromLocalDate(before === null ? sinceEver : context.today),
      ...stamp,
    }));
  if (data.length > 0) await tx.partnerClassification.createMany({ data });
}

/** What a change of one partner carries beside the change itself. */
export interface PartnerCall {
  readonly id: string;
  readonly expectedVersion?: number | null | undefined;
  readonly idempotencyKey?: string | null | undefined;
}

/**
 * Changes what is recorded of one partner and returns its id.
 *
 * @throws NotFoundError, VersionMismatchError, PolicyViolationError, ValidationError
 */
export async function updatePartner(
  context: Context,
  call: PartnerCall,
  fields: PartnerFields,
): Promise<string> {
  const { idempotencyKey, ...input } = call;
  return mutate(
    context,
    { mutation: 'partnerUpdate', idempotencyKey, input: { ...input, fields } },
    async (tx) => {
      const { status } = await lockVersion(tx, context, call);
      const before = (await loadValues(tx, [call.id])).get(call.id) ?? null;
      const issues = createIssues();
      const values = mergeFields(fields, { stored: before, status, issues });
      issues.throwIfAny();
      await writePartners(tx, context, [{ index: 0, id: call.id, before, values }]);
      await audit(tx, context, {
        action: 'partner.updated',
        entityType: 'Partner',
        entityId: call.id,
        partnerId: call.id,
        before,
        after: values,
      });
      await announcePartners(tx, context, [call.id]);
      return call.id;
    },
  );
}

/**
 * Moves one partner along its machine and returns its id.
 *
 * @throws NotFoundError, VersionMismatchError, InvalidTransitionError, PolicyViolationError, ValidationError
 */
export async function movePartner(
  context: Context,
  call: PartnerCall & { readonly mutation: string; readonly reason: string },
  action: PartnerAction,
): Promise<string> {
  const { idempotencyKey, mutation, ...input } = call;
  return mutate(context, { mutation, idempotencyKey, input }, async (tx) => {
    const issues = createIssues();
    const reason = requireText(call.reason, 'reason', issues);
    issues.throwIfAny();
    const partner = await lockVersion(tx, context, call);
    const facts = (await partnerFacts(tx, context, [call.id])).get(call.id) ?? noFacts;
    const status = partnerMachine.apply(partner.status, action, context.viewer, facts);
    const change = { status, lifecycleStage: stageOf(status) };
    await tx.partner.update({
      where: { id: call.id },
      data: {
        ...change,
        updatedAt: context.clock.now(),
        updatedBy: context.viewer.userId,
        version: { increment: 1 },
      },
    });
    await audit(tx, context, {
      action: `partner.${action.toLowerCase()}`,
      entityType: 'Partner',
      entityId: call.id,
      partnerId: call.id,
      before: { status: partner.status, lifecycleStage: partner.lifecycleStage },
      after: change,
      reason,
    });
    await announcePartners(tx, context, [call.id]);
    return call.id;
  });
}

interface LockedPartner {
  readonly version: number;
  readonly status: PartnerStatus;
  readonly lifecycleStage: LifecycleStage;
}

async function lockVersion(
  tx: Transaction,
  context: Context,
  { id, expectedVersion }: PartnerCall,
): Promise<LockedPartner> {
  await lockAll(tx, [id]);
  const partner = await tx.partner.findUnique({
    where: { id },
    select: { version: true, status: true, lifecycleStage: true },
  });
  if (!partner) throw new NotFoundError('Partner');
  // Before the version is compared: it is not for account managers of others to know.
  await requirePortfolio(tx, context, id);
  if (expectedVersion !== null && expectedVersion !== undefined && expectedVersion !== partner.version) {
    throw new VersionMismatchError(expectedVersion, partner.version);
  }
  return partner;
}

const noFacts: PartnerFacts = { activeEnrollmentCount: 0, openEnrollmentCount: 0, isInPortfolio: false };

/** Reads what the machine's guards need to know of partners, in two statements. */
export async function partnerFacts(
  client: Pick<Transaction, 'programEnrollment' | '$queryRaw'> | Context['db']['read'],
  context: Context,
  partnerIds: readonly string[],
): Promise<Map<string, PartnerFacts>> {
  const enrollments = await client.programEnrollment.findMany({
    where: { partnerId: { in: [...partnerIds] } },
    select: { partnerId: true, status: true },
  });
  const portfolio = await portfolioOf(client, context);
  return new Map(
    partnerIds.map((id) => {
      const own = enrollments.filter(({ partnerId }) => partnerId === id);
      return [
        id,
        {
          activeEnrollmentCount: own.filter(({ status }) => status === 'ACTIVE').length,
          openEnrollmentCount: own.filter(({ status }) => status !== 'ENDED').length,
          isInPortfolio: portfolio.has(id),
        },
      ];
    }),
  );
}

/** Reads which partners the viewer looks after; empty for everybody but channel account managers. */
export async function portfolioOf(
  client: Pick<Transaction, '$queryRaw'> | Context['db']['read'],
  { viewer }: Context,
): Promise<Set<string>> {
  if (viewer.role !== 'CAM') return new Set();
  const rows = await client.$queryRaw<{ id: string }[]>`
    SELECT partner_id AS id FROM channelgraph.portfolio WHERE cam_id = ${viewer.userId}`;
  return new Set(rows.map(({ id }) => id));
}

async function requirePortfolio(tx: Transaction, context: Context, id: string): Promise<void> {
  if (context.viewer.role !== 'CAM' || (await portfolioOf(tx, context)).has(id)) return;
  throw new PolicyViolationError('partner.portfolio', 'The partner is not in your portfolio.');
}
