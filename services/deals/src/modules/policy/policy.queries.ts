import { builder } from '../../builder.ts';
import { DealsPolicyKind, DealsPolicyVersion } from './policy.type.ts';

builder.queryField('policyVersions', (t) =>
  t.field({
    type: [DealsPolicyVersion],
    description: 'Lists the versions of a policy of deals, the first one first. Requires staff.',
    authScopes: { staff: true },
    args: { kind: t.arg({ type: DealsPolicyKind, required: true, description: 'Which policy.' }) },
    resolve: (_, { kind }, context) =>
      context.db.read.policyVersion.findMany({ where: { kind }, orderBy: { version: 'asc' } }),
  }),
);
