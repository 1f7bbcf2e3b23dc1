import { maskPersonalData } from '@channelgraph/core/viewer.ts';
import type { PolicyVersion as PolicyVersionRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import { dateText } from '../../stored-rows.ts';

builder.scalarType('JSON', {
  description: 'A JSON object, in a shape that the field names.',
  serialize: (value) => value,
  parseValue: (value) => value as object,
});

/** The enum of the same name. */
export const DealsPolicyKind = builder.enumType('DealsPolicyKind', {
  description: 'What a policy of deals rules.',
  values: {
    PIPELINE: { description: 'How likely deals are by stage.' },
    REGISTRATION: { description: 'How registrations are judged, and how long they protect.' },
    CONFLICT: { description: 'How conflicts are found and decided.' },
    LEAD: { description: 'How leads are routed and when they lapse.' },
    CONTRACT: { description: 'How managed contracts are changed.' },
    RENEWAL: { description: 'When renewals open and how their health is judged.' },
    CO_SELL: { description: 'How requests for help are answered.' },
    ALERT: { description: 'When alerts are raised.' },
  } as const,
});

/** One published version of a policy. */
export const DealsPolicyVersion = builder.objectRef<PolicyVersionRow>('DealsPolicyVersion').implement({
  description: 'One published version of a policy of deals, in force from a day until the next version.',
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id that decisions name.' }),
    kind: t.field({
      type: DealsPolicyKind,
      description: 'What it rules.',
      resolve: ({ kind }) => kind as 'REGISTRATION',
    }),
    version: t.exposeInt('version', { description: 'Its number among the versions of its kind, from 1 on.' }),
    effectiveFrom: t.field({
      type: 'Date',
      description: 'The first day on which it is in force.',
      resolve: ({ effectiveFrom }) => dateText(effectiveFrom),
    }),
    effectiveTo: t.field({
      type: 'Date',
      nullable: true,
      description:
        'The first day on which it is no longer in force; null while no later version is published.',
      resolve: ({ effectiveTo }) => dateText(effectiveTo),
    }),
    body: t.field({
      type: 'JSON',
      description: 'The rules, in the shape of the kind.',
      resolve: ({ body }) => body as object,
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was published.' }),
    createdBy: t.field({
      type: 'ID',
      description: 'Who published it; hidden from analysts.',
      resolve: ({ createdBy }, _, { viewer }) => maskPersonalData(viewer, createdBy),
    }),
  }),
});
