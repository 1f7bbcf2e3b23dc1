import type { PartnerStory } from './story.ts';

/**
 * Repeats a partner's story under new keys, for load work. The first repetition is the story itself.
 *
 * @remarks Every key of a partner's own records starts with the partner's key, so one replacement renames
 * them all. The people of repetitions cannot sign in, and names carry the number.
 */
export function repeatStory(story: PartnerStory, times: number): PartnerStory[] {
  return Array.from({ length: times }, (_, index) => (index === 0 ? story : renamed(story, index + 1)));
}

function renamed(story: PartnerStory, number: number): PartnerStory {
  const key = `${story.key}${number}`;
  const rename = (value: unknown): unknown => {
    if (typeof value === 'string') {
      const isOwn =
        value === story.key || value.startsWith(`${story.key}-`) || value.startsWith(`${story.key}.`);
      return isOwn ? `${key}${value.slice(story.key.length)}` : value;
    }
    if (Array.isArray(value)) return value.map(rename);
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, rename(member)]));
  };
  const copy = rename(story) as PartnerStory;
  return {
    ...copy,
    partner: {
      ...copy.partner,
      legalName: `${String(story.partner['legalName'])} ${number}`,
      displayName: `${String(story.partner['displayName'] ?? story.partner['legalName'])} ${number}`,
    },
    people: copy.people.map((person) => ({ ...person, canSignIn: false })),
    customers: copy.customers.map((customer) => ({
      ...customer,
      name: `${customer.name} ${number}`,
      // A customer of a repetition is nobody that another partner could mean.
      ...(customer.domains ? { domains: customer.domains.map((domain) => `${number}-${domain}`) } : {}),
    })),
    underReview: [],
    leads: [],
  };
}
