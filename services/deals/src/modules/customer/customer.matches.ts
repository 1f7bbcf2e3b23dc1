import { createIssues } from '@channelgraph/core/domain-errors.ts';
import { BadUserInputError } from '@channelgraph/server/request-errors.ts';
import { builder } from '../../builder.ts';
import { recognize } from './customer.identity.ts';
import { customerById } from './customer.loaders.ts';
import type { CustomerMatch, MatchStrength as Strength, Prospect } from './customer.matching.ts';
import { normalizeDomain } from './customer.names.ts';
import { Customer, IdentityKey } from './customer.type.ts';

interface ProspectInput {
  readonly name: string;
  readonly country?: string | null | undefined;
  readonly domains?: readonly string[] | null | undefined;
  readonly duns?: string | null | undefined;
  readonly taxIds?: readonly string[] | null | undefined;
}

const CustomerProspectInput = builder.inputRef<ProspectInput>('CustomerProspectInput').implement({
  description: 'A company as somebody describes it.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Its name, up to 300 characters.' }),
    country: t.field({ type: 'CountryCode', description: 'The country of its seat. Default: not known.' }),
    domains: t.stringList({
      description: 'Its internet domains or web addresses, at most 50. Default: none.',
    }),
    duns: t.string({ description: 'Its D-U-N-S number. Default: not known.' }),
    taxIds: t.stringList({ description: 'Its tax numbers, at most 50. Default: none.' }),
  }),
});

const MatchStrength = builder.enumType('CustomerMatchStrength', {
  description: 'How surely two records are one company.',
  values: {
    CERTAIN: { description: 'They have a D-U-N-S or tax number in common.' },
    STRONG: { description: 'They have a registrable internet domain in common.' },
    WEAK: { description: 'They have the reduced name in common, and no contradicting country.' },
    RELATED: { description: 'It is above or below a sure match.' },
  } satisfies Record<Strength, { description: string }>,
});

const CustomerMatchType = builder.objectRef<CustomerMatch>('CustomerMatch').implement({
  description: 'A stored customer that may be the company described.',
  fields: (t) => ({
    customer: t.field({
      type: Customer,
      nullable: true,
      description: 'The customer; null for a viewer who may not see it.',
      resolve: ({ customerId }, _, context) => customerById(context, customerId),
    }),
    strength: t.expose('strength', {
      type: MatchStrength,
      description: 'How surely it is the same company.',
    }),
    keys: t.field({
      type: [IdentityKey],
      description: 'What both have in common; empty for a related customer.',
      resolve: ({ keys }) => [...keys],
    }),
  }),
});

builder.queryField('customerMatches', (t) =>
  t.field({
    type: [CustomerMatchType],
    description:
      'Finds the stored customers that a company may be, the surest first. Requires a member of staff; an account manager finds among the customers of the portfolio.',
    authScopes: { staff: true },
    args: { input: t.arg({ type: CustomerProspectInput, required: true, description: 'The company.' }) },
    resolve: async (_, { input }, context) => [
      ...(await recognize(context.db.read, context, prospectOf(input))).matches,
    ],
  }),
);

const longestName = 300;
const mostValues = 50;

function prospectOf({ name, country, domains, duns, taxIds }: ProspectInput): Prospect {
  const issues = createIssues();
  if (name.trim() === '' || name.length > longestName)
    issues.add(['name'], 'LENGTH', `name has 1 to ${longestName} characters.`, '');
  for (const domain of domains ?? []) {
    if (normalizeDomain(domain) === null)
      issues.add(
        ['domains'],
        'INVALID_DOMAIN',
        `domains: "${domain.slice(0, 60)}" is no internet domain.`,
        '',
      );
  }
  if (duns != null && !/^\d{9}$/.test(duns.replace(/[\s-]/g, '')))
    issues.add(['duns'], 'INVALID_DUNS', 'duns has nine digits.', '');
  for (const [field, values] of Object.entries({ domains, taxIds })) {
    if ((values?.length ?? 0) > mostValues)
      issues.add([field], 'TOO_MANY', `${field} has more than ${mostValues} values.`, '');
  }
  if (issues.issues.length > 0)
    throw new BadUserInputError(issues.issues.map(({ message }) => message).join(' '));
  return { name, country: country ?? null, domains: domains ?? [], duns: duns ?? null, taxIds: taxIds ?? [] };
}
