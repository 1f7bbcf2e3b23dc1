import { type IssueCollector, createIssues } from '@channelgraph/core/domain-errors.ts';
import type { ExternalReference } from '@channelgraph/graphql/shared-types.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { type BulkInput, type BulkResult, type PlannedRow, bulkResult, refuseDuplicates, requireItemCount, requireText } from '../../bulk/bulk-rows.ts';
import { type ReferenceBook, checkReference, readReferences, referenceKey, storeReferences } from '../../bulk/references.ts';
import type { EnablementContext, Tx } from '../../context.ts';
import type { CertificationTrack } from '../../db.ts';
import { lockAll } from '../../locks.ts';
import { requireAdministrator } from '../../policy.ts';
import type { CertificationKind, CertificationLevel, CertificationScope } from './track.values.ts';

/** A track as it is sent in. Omitted keeps what is stored, null clears it. */
export interface TrackItem {
  readonly externalReference?: ExternalReference | null | undefined;
  readonly code: string;
  readonly name?: string | null | undefined;
  readonly scope?: CertificationScope | null | undefined;
  readonly kind?: CertificationKind | null | undefined;
  readonly level?: CertificationLevel | null | undefined;
  readonly framework?: string | null | undefined;
  readonly validityMonths?: number | null | undefined;
  readonly isActive?: boolean | null | undefined;
}

type TrackValues = Pick<
  CertificationTrack,
  'code' | 'name' | 'scope' | 'kind' | 'level' | 'framework' | 'validityMonths' | 'isActive'
>;

interface TrackPlan extends PlannedRow {
  readonly before: CertificationTrack | null;
  readonly values: TrackValues;
}

/** Creates or changes tracks; the code tells them apart where no external reference does. */
export async function upsertTracks(
  context: EnablementContext,
  input: BulkInput<TrackItem>,
): Promise<BulkResult> {
  requireAdministrator(context.viewer);
  requireItemCount(input.items.length);
  const { idempotencyKey, ...rest } = input;
  return mutate(context, { mutation: 'certificationTrackUpsertMany', idempotencyKey, input: rest }, async (tx) => {
    await lockAll(tx, ['certification_track']);
    const plans = await planTracks(tx, context, input.items);
    if (!input.dryRun) await writeTracks(tx, context, plans);
    return bulkResult(plans, input.dryRun === true);
  });
}

async function planTracks(tx: Tx, context: EnablementContext, items: readonly TrackItem[]): Promise<TrackPlan[]> {
  const references = await readReferences(tx, 'CertificationTrack', items);
  const ids = items.flatMap((item) => references.idOf(item) ?? []);
  const codes = items.map(({ code }) => code.trim());
  const stored = await tx.certificationTrack.findMany({ where: { OR: [{ id: { in: ids } }, { code: { in: codes } }] } });
  const lookup = {
    references,
    byId: new Map(stored.map((track) => [track.id, track])),
    byCode: new Map(stored.map((track) => [track.code, track])),
    seen: new Set<string>(),
  };
  return items.map((item, index) => planTrack(context, item, index, lookup));
}

interface TrackLookup {
  readonly references: ReferenceBook;
  readonly byId: ReadonlyMap<string, CertificationTrack>;
  readonly byCode: ReadonlyMap<string, CertificationTrack>;
  readonly seen: Set<string>;
}

function planTrack(context: EnablementContext, item: TrackItem, index: number, lookup: TrackLookup): TrackPlan {
  const issues = createIssues(['items', index]);
  const { references, byId, byCode, seen } = lookup;
  const named = references.idOf({ externalReference: item.externalReference });
  const code = requireText(item.code, 'code', issues);
  const holder = byCode.get(code) ?? null;
  const before = (named === null ? holder : byId.get(named)) ?? null;
  if (holder && before && holder.id !== before.id) {
    issues.add(['code'], 'CODE_TAKEN', `Another track has the code ${code}.`, 'Choose another code.');
  }
  checkReference(item.externalReference, issues);
  const reference = item.externalReference ?? null;
  refuseDuplicates(seen, [before && `id:${before.id}`, `code:${code}`, reference && referenceKey(reference)], issues);
  const values = valuesOf(item, code, before, issues);
  const isNewReference = reference !== null && named === null;
  return {
    index,
    externalReference: reference,
    id: before?.id ?? context.ids.next('trk'),
    action: issues.issues.length > 0 ? 'REFUSED' : actionOf(before, values, isNewReference),
    issues: issues.issues,
    before,
    values,
  };
}

function actionOf(before: CertificationTrack | null, values: TrackValues, isNewReference: boolean): PlannedRow['action'] {
  if (!before) return 'CREATED';
  const isSame = trackFields.every((field) => before[field] === values[field]);
  return isSame && !isNewReference ? 'UNCHANGED' : 'UPDATED';
}

const trackFields = ['code', 'name', 'scope', 'kind', 'level', 'framework', 'validityMonths', 'isActive'] as const;

function valuesOf(
  item: TrackItem,
  code: string,
  before: CertificationTrack | null,
  issues: IssueCollector,
): TrackValues {
  const scope = item.scope === undefined ? (before?.scope ?? null) : item.scope;
  if (before && scope !== before.scope) {
    issues.add(
      ['scope'],
      'SCOPE_FIXED',
      'The scope of a track never changes: its awards counted for it.',
      'Retire this track (isActive: false) and create another.',
    );
  }
  const validityMonths = item.validityMonths ?? before?.validityMonths ?? 24;
  if (validityMonths < 1 || validityMonths > 120) {
    issues.add(['validityMonths'], 'OUT_OF_RANGE', 'An award is valid for 1 to 120 months.', 'Correct validityMonths.');
  }
  const framework = item.framework === undefined ? (before?.framework ?? null) : item.framework?.trim() || null;
  return {
    code,
    name: requireText(item.name ?? before?.name, 'name', issues),
    scope,
    kind: item.kind ?? before?.kind ?? 'MANAGEMENT',
    level: item.level ?? before?.level ?? 'PROFESSIONAL',
    framework,
    validityMonths,
    isActive: item.isActive ?? before?.isActive ?? true,
  };
}

async function writeTracks(tx: Tx, context: EnablementContext, plans: readonly TrackPlan[]): Promise<void> {
  const changes = plans.filter(({ action }) => action === 'CREATED' || action === 'UPDATED');
  const stamp = { updatedAt: context.clock.now(), updatedBy: context.viewer.userId };
  const creation = { ...stamp, createdAt: stamp.updatedAt, createdBy: stamp.updatedBy };
  const created = changes.filter(({ before }) => before === null);
  await tx.certificationTrack.createMany({ data: created.map(({ id, values }) => ({ id, ...values, ...creation })) });
  for (const { id, before, values } of changes) {
    if (!before) continue;
    await tx.certificationTrack.update({ where: { id }, data: { ...values, ...stamp, version: { increment: 1 } } });
  }
  await storeReferences(
    tx,
    'CertificationTrack',
    changes.flatMap(({ id, externalReference: reference }) =>
      reference ? [{ reference, entityId: id, partnerId: null }] : [],
    ),
  );
  await audit(
    tx,
    context,
    changes.map(({ id, before, values }) => ({
      action: before ? 'certificationTrack.updated' : 'certificationTrack.created',
      entityType: 'CertificationTrack',
      entityId: id,
      partnerId: null,
      before,
      after: values,
    })),
  );
}
