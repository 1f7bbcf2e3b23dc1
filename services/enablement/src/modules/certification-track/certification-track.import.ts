import type { IssueCollector, ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import type { BulkDefinition, BulkItem, Change } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { choose, keep, requireText } from '@channelgraph/server/bulk/field.ts';
import type { Context, Transaction } from '../../context.ts';
import type { CertificationTrack, PrismaClient } from '../../db.ts';
import { referenceTables } from '../../reference-tables.ts';
import type {
  CertificationKind,
  CertificationLevel,
  CertificationScope,
} from './certification-track.values.ts';

/** A track as it is sent in. Omitted keeps what is stored, null clears it. */
export interface TrackItem extends BulkItem {
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

/** How tracks are created and changed; the code tells them apart where no reference does. */
export const trackUpsert: BulkDefinition<PrismaClient, TrackItem, TrackValues> = {
  mutation: 'certificationTrackUpsertMany',
  type: 'CertificationTrack',
  tables: referenceTables,
  prefix: 'trk',
  related: () => [],
  async findByNature(tx, items) {
    const ids = await idsByCode(
      tx,
      items.map(({ code }) => code.trim()),
    );
    return items.map(({ code }) => ids.get(code.trim()) ?? null);
  },
  async load(tx, ids) {
    const tracks = await tx.certificationTrack.findMany({ where: { id: { in: [...ids] } } });
    return new Map(tracks.map((track) => [track.id, storedValues(track)]));
  },
  check: (item, { stored, issues }) => {
    const scope = choose(item.scope, stored?.scope, null);
    if (stored && scope !== stored.scope) addFixedScope(issues);
    const validityMonths = keep(item.validityMonths, stored?.validityMonths, 24);
    if (validityMonths < 1 || validityMonths > 120) {
      issues.add(
        ['validityMonths'],
        'OUT_OF_RANGE',
        'An award is valid for 1 to 120 months.',
        'Correct validityMonths.',
      );
    }
    return {
      code: requireText(item.code, 'code', issues),
      name: requireText(item.name ?? stored?.name, 'name', issues),
      scope,
      kind: keep(item.kind, stored?.kind, 'MANAGEMENT'),
      level: keep(item.level, stored?.level, 'PROFESSIONAL'),
      framework: choose(item.framework, stored?.framework, null)?.trim() || null,
      validityMonths,
      isActive: keep(item.isActive, stored?.isActive, true),
    };
  },
  conflicts: codesTaken,
  write: writeTracks,
  partnerOf: () => null,
};

function addFixedScope(issues: IssueCollector): void {
  issues.add(
    ['scope'],
    'SCOPE_FIXED',
    'The scope of a track never changes: its awards counted for it.',
    'Retire this track (isActive: false) and create another.',
  );
}

function storedValues(track: CertificationTrack): TrackValues {
  const { code, name, scope, kind, level, framework, validityMonths, isActive } = track;
  return { code, name, scope, kind, level, framework, validityMonths, isActive };
}

async function idsByCode(tx: Transaction, codes: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.certificationTrack.findMany({
    where: { code: { in: [...codes] } },
    select: { id: true, code: true },
  });
  return new Map(rows.map(({ id, code }) => [code, id]));
}

async function codesTaken(
  tx: Transaction,
  changes: readonly Change<TrackValues>[],
): Promise<Map<number, ValidationIssue>> {
  const holders = await idsByCode(
    tx,
    changes.map(({ values }) => values.code),
  );
  const conflicts = new Map<number, ValidationIssue>();
  for (const { index, id, values } of changes) {
    const holder = holders.get(values.code) ?? id;
    holders.set(values.code, holder);
    if (holder === id) continue;
    conflicts.set(index, {
      path: ['code'],
      code: 'CODE_TAKEN',
      message: `Another track has the code ${values.code}.`,
      remedy: 'Choose another code.',
    });
  }
  return conflicts;
}

async function writeTracks(
  tx: Transaction,
  context: Context,
  changes: readonly Change<TrackValues>[],
): Promise<void> {
  const stamp = { updatedAt: context.clock.now(), updatedBy: context.viewer.userId };
  for (const { id, before, values } of changes) {
    if (before) {
      await tx.certificationTrack.update({
        where: { id },
        data: { ...values, ...stamp, version: { increment: 1 } },
      });
    } else {
      await tx.certificationTrack.create({
        data: { id, ...values, ...stamp, createdAt: stamp.updatedAt, createdBy: stamp.updatedBy },
      });
    }
  }
}
