import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import type { ExternalName } from './references.ts';

// Ids of partners begin so; systems are named by people, who have no reason to.
const ownPrefix = /^prt_[^/]+\//;

/**
 * Gives a name of another system as it is stored for the viewer.
 *
 * @remarks What partner users name is kept apart by company, so that two companies with the same numbers in
 * the same product neither collide nor learn of each other.
 */
export function storedName(viewer: Viewer, name: ExternalName): ExternalName {
  if (viewer.role !== 'PARTNER_USER') return name;
  return { ...name, system: `${viewer.partnerId}/${name.system}` };
}

/** Gives a stored name as people wrote it. */
export function shownName<Name extends ExternalName>(name: Name): Name {
  return { ...name, system: name.system.replace(ownPrefix, '') };
}

/** Gives an item with its own name as it is stored for the viewer. */
export function withStoredName<Item extends { readonly externalReference?: ExternalName | null | undefined }>(
  viewer: Viewer,
  item: Item,
): Item {
  const { externalReference } = item;
  return externalReference ? { ...item, externalReference: storedName(viewer, externalReference) } : item;
}

const longestName = 255;

/** Refuses a name of another system that has no system or no id, or a longer one than is stored. */
export function checkName(name: ExternalName | null | undefined, issues: IssueCollector): void {
  if (!name) return;
  if (name.system.trim() === '' || name.externalId.trim() === '') {
    const message = 'An external reference has a system and an id.';
    issues.add(['externalReference'], 'REQUIRED', message, 'Fill in both, or leave the reference out.');
  }
  for (const field of ['system', 'externalId'] as const) {
    if (shownName(name)[field].length <= longestName) continue;
    const message = `${field} has more than ${longestName} characters.`;
    issues.add(['externalReference', field], 'TOO_LONG', message, 'Shorten it.');
  }
}

/** Refuses a name of a system that looks like a company's own names. */
export function checkSystem(name: ExternalName | null | undefined, issues: IssueCollector): void {
  if (!name || !ownPrefix.test(name.system)) return;
  issues.add(
    ['externalReference', 'system'],
    'RESERVED',
    'The name of a system does not begin with the id of a partner.',
    'Choose another name for the system.',
  );
}
