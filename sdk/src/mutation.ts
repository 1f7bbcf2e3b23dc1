import type { CoreClient } from './client.ts';
import type { Operation } from './document.ts';
import { createError, type ErrorKind, type InputIssue } from './errors.ts';
import { createIdempotencyKey } from './idempotency-key.ts';
import type { MutationOptions } from './options.ts';
import { createRedactor } from './redact.ts';

/** What a mutation answers when it is called by its `safe` name. */
export type Result<Value, Failure> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Failure };

/** The member of a result union that means success. */
export type SuccessOf<Union> = Extract<Union, { readonly __typename: `${string}Success` }>;

/** The members of a result union that mean an expected failure. */
export type FailureOf<Union> = Exclude<Union, SuccessOf<Union>>;

/** A mutation as a function: it throws expected failures, and its `safe` sibling returns them. */
export interface Mutation<Input, Union> {
  (client: CoreClient, input: Input, options?: MutationOptions): Promise<SuccessOf<Union>>;
  safe(
    client: CoreClient,
    input: Input,
    options?: MutationOptions,
  ): Promise<Result<SuccessOf<Union>, FailureOf<Union>>>;
}

/** A mutation bound to its client. */
export interface BoundMutation<Input, Union> {
  /** Throws expected failures as `PartnerApiError`. */
  (input: Input, options?: MutationOptions): Promise<SuccessOf<Union>>;
  /** Returns expected failures as data: exactly the schema's result union. */
  safe(input: Input, options?: MutationOptions): Promise<Result<SuccessOf<Union>, FailureOf<Union>>>;
}

interface UserError extends Readonly<Record<string, unknown>> {
  readonly __typename: string;
  readonly code: string;
  readonly message: string;
  readonly path?: readonly string[] | null;
  readonly issues?: readonly InputIssue[];
}

const kinds: Readonly<Record<string, ErrorKind>> = {
  ValidationError: 'validation',
  NotFoundError: 'notFound',
};

/** Makes the error that a refused mutation throws. */
export function refusal(operation: Operation, variables: unknown, answer: object): Error {
  const failure = answer as UserError;
  const redact = createRedactor(variables);
  const issues = (failure.issues ?? []).map((issue) => ({
    ...issue,
    message: redact(issue.message),
    remedy: redact(issue.remedy),
  }));
  const [first] = issues;
  const where =
    first === undefined
      ? ''
      : ` ${issues.length} problem(s), the first at ${first.path.join('.')}: ${first.code}.`;
  return createError(kinds[failure.__typename] ?? 'conflict', {
    code: failure.code,
    operationName: operation.name,
    message: `${operation.name}: ${redact(failure.message)}${where}`,
    request: { text: operation.text, variables },
    issues,
    details: { ...redact(failure), __typename: failure.__typename },
  });
}

/** Tells whether an answer of a result union means success. */
export function isSuccess(answer: { readonly __typename: string }): boolean {
  return answer.__typename.endsWith('Success');
}

/** Makes the function of a mutation that takes one `input` and answers a result union in `field`. */
export function defineMutation<
  Data extends object,
  Variables extends { readonly input: { readonly idempotencyKey?: string | null | undefined } },
  Field extends keyof Data,
>(operation: Operation<Data, Variables>, field: Field): Mutation<Variables['input'], Data[Field]> {
  type Union = Data[Field];
  const run = async (client: CoreClient, input: Variables['input'], options: MutationOptions = {}) => {
    const idempotencyKey = input.idempotencyKey ?? options.idempotencyKey ?? createIdempotencyKey();
    const variables = { input: { ...input, idempotencyKey } };
    const document = operation as unknown as Operation<Data, { readonly input: object }>;
    const data = await client.mutate(document, variables, options);
    return { variables, result: data[field] as Union & UserError };
  };
  const mutation = async (client: CoreClient, input: Variables['input'], options?: MutationOptions) => {
    const { variables, result } = await run(client, input, options);
    if (isSuccess(result)) return result as SuccessOf<Union>;
    throw refusal(operation as Operation, variables, result);
  };
  const safe = async (client: CoreClient, input: Variables['input'], options?: MutationOptions) => {
    const { result } = await run(client, input, options);
    return Object.freeze(
      isSuccess(result)
        ? { ok: true as const, value: result as SuccessOf<Union> }
        : { ok: false as const, error: result as FailureOf<Union> },
    );
  };
  return Object.assign(mutation, { safe });
}

/** Binds a mutation to a client. */
export function bindMutation<Input, Union>(
  client: CoreClient,
  mutation: Mutation<Input, Union>,
): BoundMutation<Input, Union> {
  return Object.assign((input: Input, options?: MutationOptions) => mutation(client, input, options), {
    safe: (input: Input, options?: MutationOptions) => mutation.safe(client, input, options),
  });
}
