import { type Viewer, isAdministrator, isStaff } from '@channelgraph/core/viewer.ts';
import { ForbiddenError } from '@channelgraph/server/request-errors.ts';

/** Refuses everybody but program administrators and services: certifications are the program's to give. */
export function requireAdministrator(viewer: Viewer): void {
  if (!isAdministrator(viewer))
    throw new ForbiddenError('Only program administrators and services may do this.');
}

/**
 * Tells whether the viewer sees the awards of all colleagues (or, as staff, of the partners in sight)
 * and not only their own.
 *
 * @remarks Who leads a partner's practice needs them: its administrators and its technical users. The
 * others see their own, and the coverage with its counts.
 */
export function seesAwardsOfOthers(viewer: Viewer): boolean {
  return (
    isStaff(viewer) || viewer.capabilities.includes('ADMIN') || viewer.capabilities.includes('TECHNICAL')
  );
}

/**
 * Tells whether the viewer sees the evidence behind a person's award (an exam result or a certificate).
 *
 * @remarks Account managers and analysts see that somebody is certified, not how; of the colleagues only
 * the partner's administrators see it.
 */
export function seesEvidence(viewer: Viewer, award: { readonly userId: string }): boolean {
  return isAdministrator(viewer) || viewer.userId === award.userId || viewer.capabilities.includes('ADMIN');
}
