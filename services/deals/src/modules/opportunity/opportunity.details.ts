import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import { typenameOfId } from '@channelgraph/core/ids.ts';
import { choose } from '@channelgraph/server/bulk/field.ts';
import type { OpportunityItem } from './opportunity.item.ts';

/** What is told of a deal beside its content and its dates. */
export interface DealDetails {
  readonly competitors: readonly string[];
  readonly ownerId: string | null;
  readonly orderReference: string | null;
}

const longestText = 300;
/** How many competitors a deal may name. */
export const mostCompetitors = 20;

/** Reads competitors, owner and order reference; what is left out stays as stored. */
export function readDetails(
  item: Pick<OpportunityItem, 'competitors' | 'ownerId' | 'orderReference'>,
  stored: DealDetails | null,
  issues: IssueCollector,
): DealDetails {
  return {
    competitors: readCompetitors(choose(item.competitors, stored?.competitors, []) ?? [], issues),
    ownerId: readOwner(choose(item.ownerId, stored?.ownerId, null), issues),
    orderReference: optionalText(
      choose(item.orderReference, stored?.orderReference, null),
      'orderReference',
      issues,
    ),
  };
}

/** Gives a text without outer spaces, null for an empty one; adds an issue when it is too long. */
export function optionalText(text: string | null, field: string, issues: IssueCollector): string | null {
  const value = text?.trim() ?? '';
  if (value.length > longestText) {
    issues.add([field], 'TOO_LONG', `${field} has more than ${longestText} characters.`, 'Shorten it.');
  }
  return value === '' ? null : value;
}

function readCompetitors(names: readonly string[], issues: IssueCollector): readonly string[] {
  const known = [...new Set(names.map((name) => name.trim()))];
  if (known.length > mostCompetitors) {
    const message = `A deal has at most ${mostCompetitors} competitors.`;
    issues.add(['competitors'], 'TOO_MANY', message, 'Name the strongest.');
  }
  names.forEach((name, index) => {
    const { length } = name.trim();
    if (length >= 1 && length <= longestText) return;
    const message = `The name of a competitor has 1 to ${longestText} characters.`;
    issues.add(['competitors', index], 'LENGTH', message, 'Correct the name, or leave it out.');
  });
  return known;
}

function readOwner(ownerId: string | null, issues: IssueCollector): string | null {
  if (ownerId === null || ['PartnerUser', 'StaffMember'].includes(typenameOfId(ownerId) ?? ''))
    return ownerId;
  const message = 'The owner of a deal is a partner user or a member of staff.';
  issues.add(['ownerId'], 'NO_PERSON', message, 'Send an id that begins with usr_ or stf_.');
  return null;
}
