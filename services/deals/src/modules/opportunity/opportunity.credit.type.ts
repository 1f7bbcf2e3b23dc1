import type { OpportunityPartnerRole } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import { Partner } from '../../entities/partner.entity.ts';
import { CreditBasis, SourceRole } from '../../vocabulary.ts';
import type { CreditItem } from './opportunity.credits.store.ts';

/** The part of one partner in a deal. */
export const OpportunityRole = builder.objectRef<OpportunityPartnerRole>('OpportunityPartnerRole').implement({
  description: 'The part of one partner in a deal, and how much of the deal is credited to it.',
  authScopes: ({ partnerId }) => ({ partner: partnerId }),
  fields: (t) => ({
    partner: t.field({
      type: Partner,
      nullable: true,
      description: 'The partner.',
      resolve: ({ partnerId }) => ({ id: partnerId }),
    }),
    role: t.expose('role', { type: SourceRole, description: 'The part that it has.' }),
    creditBps: t.exposeInt('creditBps', {
      description:
        'The credited share in ten-thousandths. Those of SOURCED and INFLUENCED together are at most 10000; the other roles stand beside them.',
    }),
    basis: t.expose('basis', { type: CreditBasis, description: 'What the credit rests on.' }),
    recordedAt: t.expose('recordedAt', { type: 'DateTime', description: 'When it was given.' }),
  }),
});

/** A credit as a caller sends it. */
export const OpportunityCreditInput = builder.inputRef<CreditItem>('OpportunityCreditInput').implement({
  description: 'The part that one partner shall have in a deal.',
  fields: (t) => ({
    partner: t.field({ type: 'ReferenceInput', required: true, description: 'The partner.' }),
    role: t.field({ type: SourceRole, required: true, description: 'The part that it has.' }),
    creditBps: t.int({
      required: true,
      description: 'The credited share, 0 to 10000 ten-thousandths.',
    }),
  }),
});
