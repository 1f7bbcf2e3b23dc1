import {
  InvalidTransitionError,
  NotFoundError,
  PolicyViolationError,
  VersionMismatchError,
} from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import type { Context } from '../../../context.ts';
import { actOnAlert } from '../alert.service.ts';
import type { AlertActionInput, HumanAlertAction } from '../alert.service.ts';
import { Alert } from '../alert.type.ts';

const AlertActionInputRef = builder.inputRef<AlertActionInput>('AlertActionInput').implement({
  description: 'What `alertAcknowledge`, `alertDismiss` and `alertResolve` take.',
  fields: (t) => ({
    reason: t.string({
      description: 'Why; at most 2000 characters, required to dismiss. Kept in the audit trail.',
    }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

const AlertSnoozeInput = builder.inputRef<AlertActionInput & { until: Date }>('AlertSnoozeInput').implement({
  description: 'What `alertSnooze` takes.',
  fields: (t) => ({
    until: t.field({
      type: 'DateTime',
      required: true,
      description: 'When it is open again; later than now, within a year.',
    }),
    reason: t.string({ description: 'Why; at most 2000 characters. Kept in the audit trail.' }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});

const actions: Readonly<Record<Exclude<HumanAlertAction, 'SNOOZE'>, string>> = {
  ACKNOWLEDGE: 'Takes an alert up; who does it first is its assignee.',
  DISMISS: 'Closes an alert that does not matter, with the reason.',
  RESOLVE: 'Closes an alert that was dealt with.',
};
const requires = 'Requires CAM of the partner or PROGRAM_ADMIN.';
const errors = [NotFoundError, VersionMismatchError, InvalidTransitionError, PolicyViolationError];

for (const [action, description] of Object.entries(actions) as [keyof typeof actions, string][]) {
  const title = `Alert${action.charAt(0)}${action.slice(1).toLowerCase()}`;
  builder.mutationField(`a${title.slice(1)}`, (t) =>
    t.field({
      type: Alert,
      description: `${description} ${requires}`,
      authScopes: { role: ['CAM', 'PROGRAM_ADMIN', 'SERVICE'] },
      args: {
        id: t.arg.id({ required: true, description: 'The id of the alert.' }),
        input: t.arg({
          type: AlertActionInputRef,
          description: 'Why, and further conditions. Default: none.',
        }),
      },
      errors: resultOf({
        mutation: title,
        field: 'alert',
        fieldDescription: 'The alert afterwards.',
        errors,
      }),
      resolve: async (_, { id, input }, context) =>
        readAlert(context, await actOnAlert(context, { action, id }, input ?? {})),
    }),
  );
}

builder.mutationField('alertSnooze', (t) =>
  t.field({
    type: Alert,
    description: `Puts an alert off until a time, when it is open again. ${requires}`,
    authScopes: { role: ['CAM', 'PROGRAM_ADMIN', 'SERVICE'] },
    args: {
      id: t.arg.id({ required: true, description: 'The id of the alert.' }),
      input: t.arg({ type: AlertSnoozeInput, required: true, description: 'Until when, and why.' }),
    },
    errors: resultOf({
      mutation: 'AlertSnooze',
      field: 'alert',
      fieldDescription: 'The alert afterwards.',
      errors,
    }),
    resolve: async (_, { id, input }, context) =>
      readAlert(context, await actOnAlert(context, { action: 'SNOOZE', id }, input)),
  }),
);

async function readAlert(context: Context, id: string) {
  return context.db.read.alert.findUniqueOrThrow({ where: { id } });
}
