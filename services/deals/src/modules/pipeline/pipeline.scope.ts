import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { Viewer } from '@channelgraph/core/viewer.ts';
import type { MspSegment, PartnerType } from '@channelgraph/graphql/partner-vocabulary.ts';
import { todayOfPartner } from '@channelgraph/graphql/partner-directory.ts';
import { BadUserInputError, ForbiddenError } from '@channelgraph/server/request-errors.ts';
import type { Context } from '../../context.ts';
import type { PipelineSelection } from './pipeline.selection.ts';

/** The part of the program that is asked about, as a caller names it: exactly one of these. */
export interface PipelineScope {
  readonly partnerId?: string | null | undefined;
  readonly accountManagerId?: string | null | undefined;
  readonly segment?: MspSegment | null | undefined;
  readonly partnerType?: PartnerType | null | undefined;
  readonly isWholeProgram?: boolean | null | undefined;
}

/**
 * Turns a scope into conditions, if the viewer may ask for it.
 *
 * @remarks Whether a partner exists is no part of the answer: a company that names another is refused
 * whatever it names, and what an account manager of others names is as empty as what does not exist.
 * @throws BadUserInputError when it does not name exactly one part of the program.
 * @throws ForbiddenError when the viewer may not ask for that part.
 */
export function selectionOf(viewer: Viewer, scope: PipelineScope): PipelineSelection {
  if (!isOnePart(scope)) {
    throw new BadUserInputError(
      'A scope names exactly one of partnerId, accountManagerId, segment, partnerType and isWholeProgram: true.',
    );
  }
  requireAsker(viewer, scope);
  const { partnerId, accountManagerId, segment, partnerType } = scope;
  return {
    ...(partnerId != null && { partnerIds: [partnerId] }),
    ...(accountManagerId != null && { accountManagerId }),
    ...(segment != null && { segments: [segment] }),
    ...(partnerType != null && { partnerTypes: [partnerType] }),
  };
}

/** Tells whether a scope names exactly one part of the program. */
export function isOnePart(scope: PipelineScope): boolean {
  const { partnerId, accountManagerId, segment, partnerType, isWholeProgram } = scope;
  const named = [partnerId, accountManagerId, segment, partnerType, isWholeProgram || null];
  return named.filter((each) => each != null).length === 1;
}

/** Refuses a viewer who may not ask for a part of the program. @throws ForbiddenError */
export function requireAsker(viewer: Viewer, scope: PipelineScope): void {
  if (!mayAsk(viewer, scope)) throw new ForbiddenError('You may not ask for this part of the program.');
}

/** Gives the day that a scope means when none is named: the partner's, or else that of the deployment. */
export async function todayOfScope(context: Context, { partnerId }: PipelineScope): Promise<LocalDate> {
  return partnerId == null ? context.today : todayOfPartner(context, partnerId);
}

function mayAsk(viewer: Viewer, { partnerId, accountManagerId }: PipelineScope): boolean {
  switch (viewer.role) {
    case 'PARTNER_USER':
      return partnerId != null && partnerId === viewer.partnerId;
    case 'CAM':
      return partnerId != null || (accountManagerId != null && accountManagerId === viewer.userId);
    case 'PROGRAM_ADMIN':
    case 'ANALYST':
    case 'SERVICE':
      return true;
  }
}
