import { builder } from '../../../builder.ts';
import {
  ConflictError,
  InvalidTransitionError,
  NotFoundError,
  PolicyViolationError,
  VersionMismatchError,
} from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import type { Context } from '../../../context.ts';
import type { ActionInput } from '../deal-registration.action.ts';
import { requireRegistration } from '../deal-registration.loaders.ts';
import { DealRegistration } from '../deal-registration.type.ts';

const errors = [
  NotFoundError,
  InvalidTransitionError,
  PolicyViolationError,
  VersionMismatchError,
  ConflictError,
];

/** The input of an action that needs nothing to be said. */
export const DealRegistrationActionInput = builder
  .inputRef<ActionInput>('DealRegistrationActionInput')
  .implement({
    description: 'What an action on a registration takes that needs no further word.',
    fields: (t) => ({
      expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
      idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
    }),
  });

type InputType<Input extends object> = ReturnType<ReturnType<typeof builder.inputRef<Input>>['implement']>;

/** One action on a registration as a mutation. */
export interface ActionMutation<Input extends object> {
  /** What comes after `dealRegistration`. */
  readonly name: string;
  readonly description: string;
  readonly input: InputType<Input>;
  /** What the success shows. @defaultValue the registration afterwards */
  readonly fieldDescription?: string;
  /** Takes the action and gives the id of the registration to show. */
  readonly act: (context: Context, id: string, input: Input) => Promise<string>;
}

/** Adds a mutation that takes an action on a registration whose input may not be left out. */
export function addAction<Input extends object>(mutation: ActionMutation<Input>): void {
  builder.mutationField(`dealRegistration${mutation.name}`, (t) =>
    t.field({
      type: DealRegistration,
      description: mutation.description,
      args: {
        id: t.arg.id({ required: true, description: 'The id of the registration.' }),
        input: t.arg({
          type: mutation.input as never,
          required: true,
          description: 'What the action needs.',
        }),
      },
      errors: resultOf(namesOf(mutation)),
      resolve: async (_, { id, input }, context) =>
        requireRegistration(context, await mutation.act(context, id, input as unknown as Input)),
    }),
  );
}

/** Adds a mutation that takes an action on a registration which needs nothing to be said. */
export function addPlainAction(mutation: Omit<ActionMutation<ActionInput>, 'input'>): void {
  builder.mutationField(`dealRegistration${mutation.name}`, (t) =>
    t.field({
      type: DealRegistration,
      description: mutation.description,
      args: {
        id: t.arg.id({ required: true, description: 'The id of the registration.' }),
        input: t.arg({
          type: DealRegistrationActionInput,
          description: 'The version expected and the key. Default: none.',
        }),
      },
      errors: resultOf(namesOf(mutation)),
      resolve: async (_, { id, input }, context) =>
        requireRegistration(context, await mutation.act(context, id, input ?? {})),
    }),
  );
}

function namesOf({ name, fieldDescription }: Pick<ActionMutation<never>, 'name' | 'fieldDescription'>) {
  return {
    mutation: `DealRegistration${name}`,
    field: 'dealRegistration',
    fieldDescription: fieldDescription ?? 'The registration afterwards.',
    errors,
  };
}
