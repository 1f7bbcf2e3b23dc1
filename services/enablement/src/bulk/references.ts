import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import type { ExternalReference, ReferenceInput } from '@channelgraph/graphql/shared-types.ts';
import type { Reader, Tx } from '../context.ts';

/** The types that can be named by a reference here. */
export type ReferencedType = 'CertificationTrack' | 'CertificationAward' | 'PartnerUser';

/** The ids that references of one type lead to. */
export interface ReferenceBook {
  /** Gives the id; null for an external reference that is not known. An id is taken as it stands. */
  idOf(reference: ReferenceInput | null | undefined): string | null;
}

/** Reads, in one statement, what the external references among these lead to. */
export async function readReferences(
  reader: Reader,
  type: ReferencedType,
  references: readonly (ReferenceInput | null | undefined)[],
): Promise<ReferenceBook> {
  const named = references.flatMap((reference) => reference?.externalReference ?? []);
  const rows =
    named.length === 0
      ? []
      : await reader.externalReference.findMany({
          where: {
            entityType: type,
            system: { in: [...new Set(named.map(({ system }) => system))] },
            externalId: { in: named.map(({ externalId }) => externalId) },
          },
        });
  const ids = new Map(rows.map((row) => [referenceKey(row), row.entityId]));
  return {
    idOf(reference) {
      if (reference?.id) return reference.id;
      return reference?.externalReference ? (ids.get(referenceKey(reference.externalReference)) ?? null) : null;
    },
  };
}

/** Stores the external references of entities; one that is stored already stays as it is. */
export async function storeReferences(
  tx: Tx,
  entityType: ReferencedType,
  references: readonly { reference: ExternalReference; entityId: string; partnerId: string | null }[],
): Promise<void> {
  if (references.length === 0) return;
  await tx.externalReference.createMany({
    data: references.map(({ reference: { system, externalId }, entityId, partnerId }) => ({
      system,
      externalId,
      entityType,
      entityId,
      partnerId,
    })),
    skipDuplicates: true,
  });
}

/** Gives an external reference as one comparable text. */
export function referenceKey({ system, externalId }: ExternalReference): string {
  return JSON.stringify([system, externalId]);
}

/** Adds an issue when an external reference is incomplete. */
export function checkReference(reference: ExternalReference | null | undefined, issues: IssueCollector): void {
  if (!reference || (reference.system.trim() !== '' && reference.externalId.trim() !== '')) return;
  issues.add(
    ['externalReference'],
    'REQUIRED',
    'An external reference has a system and an id.',
    'Fill in both, or leave the reference out.',
  );
}

/** Says in words what a reference names. */
export function describeReference({ id, externalReference }: ReferenceInput): string {
  return id ?? `${externalReference?.system ?? '?'}:${externalReference?.externalId ?? '?'}`;
}
