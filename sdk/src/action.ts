import type { CoreClient } from './client.ts';
import type { Operation } from './document.ts';
import { createIdempotencyKey } from './idempotency-key.ts';
import { isSuccess, refusal, type FailureOf, type Result } from './mutation.ts';
import type { MutationOptions } from './options.ts';

/** A record of which one field, its state, is known exactly; one type for each state, so that comparing tells them apart. */
export type InState<Entity, Field extends keyof Entity, State extends string> = State extends unknown
  ? Omit<Entity, Field> & { readonly [Key in Field]: State }
  : never;

/** What an action needs of the record that it is taken on; the version proves that nobody changed it meanwhile. */
export type ActedOn<Field extends string, State> = {
  readonly id: string;
  readonly version: number;
} & { readonly [Key in Field]: State };

/** What an action takes beside the record: its input, which may be left out when nothing in it is required. */
export type ActionArguments<Input> =
  Record<never, never> extends ActionInput<Input>
    ? [input?: ActionInput<Input>, options?: MutationOptions]
    : [input: ActionInput<Input>, options?: MutationOptions];

/** The input of an action without what the SDK fills in. */
export type ActionInput<Input> = Omit<NonNullable<Input>, 'expectedVersion' | 'idempotencyKey'>;

/** An action of a state machine as a function: it takes records in the right states only, and returns them in the next. */
export interface Action<Targets, Field extends string & keyof Entity, Entity, Input, Union> {
  <State extends string & keyof Targets>(
    client: CoreClient,
    record: ActedOn<Field, State>,
    ...rest: ActionArguments<Input>
  ): Promise<InState<Entity, Field, string & Targets[State]>>;
  /** Returns expected failures as data: exactly the schema's result union. */
  safe<State extends string & keyof Targets>(
    client: CoreClient,
    record: ActedOn<Field, State>,
    ...rest: ActionArguments<Input>
  ): Promise<Result<InState<Entity, Field, string & Targets[State]>, FailureOf<Union>>>;
}

/** An action after which the viewer may no longer see the record: it returns the record's id. */
export interface LastAction<Targets, Field extends string, Input, Union> {
  <State extends string & keyof Targets>(
    client: CoreClient,
    record: ActedOn<Field, State>,
    ...rest: ActionArguments<Input>
  ): Promise<string>;
  /** Returns expected failures as data: exactly the schema's result union. */
  safe<State extends string & keyof Targets>(
    client: CoreClient,
    record: ActedOn<Field, State>,
    ...rest: ActionArguments<Input>
  ): Promise<Result<string, FailureOf<Union>>>;
}

/** A last action bound to its client. */
export interface BoundLastAction<Targets, Field extends string, Input, Union> {
  /** Throws expected failures as `PartnerApiError`. */
  <State extends string & keyof Targets>(
    record: ActedOn<Field, State>,
    ...rest: ActionArguments<Input>
  ): Promise<string>;
  /** Returns expected failures as data: exactly the schema's result union. */
  safe<State extends string & keyof Targets>(
    record: ActedOn<Field, State>,
    ...rest: ActionArguments<Input>
  ): Promise<Result<string, FailureOf<Union>>>;
}

/** An action bound to its client. */
export interface BoundAction<Targets, Field extends string & keyof Entity, Entity, Input, Union> {
  /** Throws expected failures as `PartnerApiError`. */
  <State extends string & keyof Targets>(
    record: ActedOn<Field, State>,
    ...rest: ActionArguments<Input>
  ): Promise<InState<Entity, Field, string & Targets[State]>>;
  /** Returns expected failures as data: exactly the schema's result union. */
  safe<State extends string & keyof Targets>(
    record: ActedOn<Field, State>,
    ...rest: ActionArguments<Input>
  ): Promise<Result<InState<Entity, Field, string & Targets[State]>, FailureOf<Union>>>;
}

/** The actions of a record, bound to a client. */
export type BoundActions<Actions> = {
  readonly [Name in keyof Actions]: Actions[Name] extends LastAction<
    infer Targets,
    infer Field,
    infer Input,
    infer Union
  >
    ? BoundLastAction<Targets, Field, Input, Union>
    : Actions[Name] extends Action<infer Targets, infer Field, infer Entity, infer Input, infer Union>
      ? BoundAction<Targets, Field, Entity, Input, Union>
      : never;
};

interface Target {
  readonly id: string;
  readonly version: number;
}
type Answer = Readonly<Record<string, unknown>> & { readonly __typename: string };

/** Makes the function of an action: it sends the record's version, so that a change by somebody else is refused. */
export function defineAction<ActionType>(operation: Operation, field: string): ActionType {
  const run = async (
    client: CoreClient,
    record: Target,
    input: object = {},
    options: MutationOptions = {},
  ) => {
    const idempotencyKey = options.idempotencyKey ?? createIdempotencyKey();
    const variables = {
      id: record.id,
      input: { ...input, expectedVersion: record.version, idempotencyKey },
    };
    const document = operation as unknown as Operation<Readonly<Record<string, Answer>>, typeof variables>;
    const answer = (await client.mutate(document, variables, options))[field] as Answer;
    return { variables, answer };
  };
  const action = async (...call: Parameters<typeof run>): Promise<unknown> => {
    const { variables, answer } = await run(...call);
    if (isSuccess(answer)) return changedRecord(answer);
    throw refusal(operation, variables, answer);
  };
  const safe = async (...call: Parameters<typeof run>): Promise<unknown> => {
    const { answer } = await run(...call);
    return Object.freeze(
      isSuccess(answer) ? { ok: true, value: changedRecord(answer) } : { ok: false, error: answer },
    );
  };
  return Object.assign(action, { safe }) as ActionType;
}

const changedRecord = ({ __typename, ...fields }: Answer): unknown => Object.values(fields)[0];

type AnyCall = (client: CoreClient, ...rest: readonly unknown[]) => unknown;

/** Binds the actions of a record to a client. */
export function bindActions<Actions extends object>(
  client: CoreClient,
  actions: Actions,
): BoundActions<Actions> {
  const bound = Object.entries(actions as Readonly<Record<string, AnyCall & { readonly safe: AnyCall }>>).map(
    ([name, action]) => [
      name,
      Object.assign((...rest: readonly unknown[]) => action(client, ...rest), {
        safe: (...rest: readonly unknown[]) => action.safe(client, ...rest),
      }),
    ],
  );
  return Object.fromEntries(bound) as BoundActions<Actions>;
}

/** Tells whether a record is in one of the states named, and narrows its type to them. */
export function isIn<Field extends 'status' | 'outcome' | 'stage', State extends string>(
  record: { readonly [Key in Field]: string },
  field: Field,
  ...states: readonly State[]
): record is { readonly [Key in Field]: State } {
  return states.some((state) => state === record[field]);
}
