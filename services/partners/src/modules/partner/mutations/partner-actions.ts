import {
  InvalidTransitionError,
  NotFoundError,
  PolicyViolationError,
  VersionMismatchError,
} from '@channelgraph/core/domain-errors.ts';
import type { Role } from '@channelgraph/core/viewer.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import { readPartner } from '../partner.loaders.ts';
import type { PartnerAction } from '../partner.machine.ts';
import { partnerMachine } from '../partner.machine.ts';
import { movePartner } from '../partner.service.ts';
import { Partner } from '../partner.type.ts';

const moves: Readonly<Record<PartnerAction, string>> = {
  ONBOARD: 'Accepts a prospect or an applicant and begins to set it up.',
  REJECT: 'Refuses a prospect or an applicant for good.',
  ACTIVATE: 'Lets a partner that is set up, or that is back, work.',
  DEACTIVATE: 'Notes that a partner has had no qualifying activity.',
  SUSPEND: 'Stops a partner for a violation or a lapsed agreement.',
  REINSTATE: 'Lets a suspended partner work again.',
  OFFBOARD: 'Begins to hand over the business of a partner that leaves.',
  TERMINATE: 'Ends the relationship for good; every program membership must have ended.',
};

for (const [action, description] of Object.entries(moves) as [PartnerAction, string][])
  addMove(action, description);

/** Adds the mutation of one action of the partner machine. */
function addMove(action: PartnerAction, description: string): void {
  const title = `Partner${action.charAt(0)}${action.slice(1).toLowerCase()}`;
  const name = `p${title.slice(1)}`;
  const roles = rolesOf(action);
  const input = builder.inputType(`${title}Input`, {
    description: `What \`${name}\` takes.`,
    fields: (t) => ({
      id: t.id({ required: true, description: 'The partner.' }),
      reason: t.string({ required: true, description: 'Why, for the audit trail.' }),
      expectedVersion: t.int({
        description: inputDescriptions.expectedVersion,
      }),
      idempotencyKey: t.string({
        description: inputDescriptions.idempotencyKey,
      }),
    }),
  });
  builder.mutationField(name, (t) =>
    t.field({
      type: Partner,
      description: `${description} Requires ${roles.filter((role) => role !== 'SERVICE').join(' or ')}.`,
      authScopes: { role: roles },
      args: { input: t.arg({ type: input, required: true, description: 'The partner and the reason.' }) },
      errors: resultOf({
        mutation: title,
        field: 'partner',
        fieldDescription: 'The partner afterwards.',
        errors: [NotFoundError, VersionMismatchError, InvalidTransitionError, PolicyViolationError],
      }),
      resolve: async (_, args, context) =>
        readPartner(context, await movePartner(context, { ...args.input, mutation: name }, action)),
    }),
  );
}

function rolesOf(action: PartnerAction): readonly Role[] {
  const rows = partnerMachine.definition.transitions.filter((row) => row.action === action);
  return [...new Set(rows.flatMap((row) => row.roles))];
}
