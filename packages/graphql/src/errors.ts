import {
  ConflictError,
  IdempotencyInProgressError,
  IdempotencyKeyReusedError,
  InvalidTransitionError,
  NotFoundError,
  PolicyViolationError,
  ValidationError,
  VersionMismatchError,
} from '@channelgraph/core/domain-errors.ts';
import type { DomainError } from '@channelgraph/core/domain-errors.ts';
import type { SubgraphBuilder } from './builder.ts';
import { callersPath } from './input-paths.ts';

const codes = {
  VALIDATION_FAILED: 'The input breaks rules.',
  NOT_FOUND: 'Nothing that the viewer may see has this id.',
  INVALID_TRANSITION: 'The action does not exist in the present state.',
  POLICY_VIOLATION: 'A rule of the program forbids the action.',
  VERSION_MISMATCH: 'The entity changed since it was read.',
  CONFLICT: 'Another stored fact excludes the change.',
  IDEMPOTENCY_KEY_REUSED: 'The idempotency key was used with another input.',
  IDEMPOTENCY_IN_PROGRESS: 'A request with the idempotency key is still running.',
} as const;

/** Adds `UserError` and one object type per domain error class. */
export function addErrors(builder: SubgraphBuilder): void {
  const errorCode = builder.enumType('ErrorCode', {
    description: 'The kinds of expected refusal.',
    values: Object.fromEntries(
      Object.entries(codes).map(([code, description]) => [code, { description }]),
    ) as {
      [Code in keyof typeof codes]: { description: string };
    },
  });
  builder.interfaceType('UserError', {
    description: 'An expected refusal of a mutation. Nothing was changed.',
    fields: (t) => ({
      code: t.field({
        type: errorCode,
        description: 'The kind of refusal, to branch on.',
        resolve: ({ code }) => code as keyof typeof codes,
      }),
      message: t.exposeString('message', { description: 'The refusal in words, for people.' }),
      path: t.stringList({
        nullable: true,
        description:
          'The path of the offending value, from the name of the argument on; null when no single value is at fault.',
        resolve: ({ path }, _, __, info) => (path.length > 0 ? callersPath(path, info) : null),
      }),
    }),
  });
  addValidation(builder);
  addPlain(
    builder,
    NotFoundError,
    codes.NOT_FOUND + ' It is absent or belongs to somebody else: the answer is the same.',
  );
  addPlain(builder, IdempotencyKeyReusedError, codes.IDEMPOTENCY_KEY_REUSED);
  builder.objectType(ConflictError, {
    name: 'ConflictError',
    shareable: true,
    interfaces: ['UserError'],
    description: codes.CONFLICT,
    fields: (t) => ({ rule: t.exposeString('rule', { description: 'The rule that excludes it.' }) }),
  });
  builder.objectType(PolicyViolationError, {
    name: 'PolicyViolationError',
    shareable: true,
    interfaces: ['UserError'],
    description: codes.POLICY_VIOLATION,
    fields: (t) => ({
      rule: t.exposeString('rule', { description: 'The rule that forbids it.' }),
      policyVersionId: t.exposeID('policyVersionId', {
        nullable: true,
        description: 'The policy version that the rule comes from; null for a rule that is no policy.',
      }),
    }),
  });
  addState(builder);
}

function addValidation(builder: SubgraphBuilder): void {
  builder.objectType('ValidationIssue', {
    shareable: true,
    description: 'One problem of an input.',
    fields: (t) => ({
      code: t.exposeString('code', { description: 'A stable code to branch on.' }),
      message: t.exposeString('message', { description: 'What is wrong, in words.' }),
      path: t.stringList({
        description: 'The path of the offending value, from the name of the argument on.',
        resolve: ({ path }, _, __, info) => callersPath(path, info),
      }),
      remedy: t.exposeString('remedy', { description: 'What to do about it.' }),
    }),
  });
  builder.objectType(ValidationError, {
    name: 'ValidationError',
    shareable: true,
    interfaces: ['UserError'],
    description: codes.VALIDATION_FAILED,
    fields: (t) => ({
      issues: t.field({
        type: ['ValidationIssue'],
        description: 'Every problem found, not only the first.',
        resolve: ({ issues }) => [...issues],
      }),
    }),
  });
}

function addState(builder: SubgraphBuilder): void {
  builder.objectType(InvalidTransitionError, {
    name: 'InvalidTransitionError',
    shareable: true,
    interfaces: ['UserError'],
    description: codes.INVALID_TRANSITION,
    fields: (t) => ({
      fromState: t.exposeString('fromState', { description: 'The present state.' }),
      action: t.exposeString('action', { description: 'The action that was tried.' }),
      allowedActions: t.stringList({
        description: 'The actions that the viewer may take now.',
        resolve: ({ allowedActions }) => [...allowedActions],
      }),
    }),
  });
  builder.objectType(VersionMismatchError, {
    name: 'VersionMismatchError',
    shareable: true,
    interfaces: ['UserError'],
    description: codes.VERSION_MISMATCH,
    fields: (t) => ({
      expectedVersion: t.exposeInt('expectedVersion', { description: 'The version that the caller sent.' }),
      actualVersion: t.exposeInt('actualVersion', { description: 'The stored version.' }),
    }),
  });
  builder.objectType(IdempotencyInProgressError, {
    name: 'IdempotencyInProgressError',
    shareable: true,
    interfaces: ['UserError'],
    description: codes.IDEMPOTENCY_IN_PROGRESS,
    fields: (t) => ({
      retryAfterMs: t.exposeInt('retryAfterMs', {
        description: 'How long to wait before the retry, in milliseconds.',
      }),
    }),
  });
}

function addPlain(
  builder: SubgraphBuilder,
  type: new (...args: never[]) => DomainError,
  description: string,
): void {
  builder.objectType(
    type as never,
    {
      name: type.name,
      shareable: true,
      interfaces: ['UserError'],
      description,
    } as never,
  );
}

type ErrorClass = new (...args: never[]) => DomainError;

/** What every mutation can answer, beside the errors of its own. */
export const everyMutation = [ValidationError, IdempotencyKeyReusedError, IdempotencyInProgressError];

/**
 * Names the result union of a mutation: `<Mutation>Result = <Mutation>Success { <field> } | …Error`.
 *
 * @example `errors: resultOf({ mutation: 'PartnerSuspend', field: 'partner', fieldDescription: 'The partner afterwards.', errors: [NotFoundError] })`
 */
export function resultOf(options: {
  readonly mutation: string;
  readonly field: string;
  readonly fieldDescription: string;
  readonly errors?: readonly ErrorClass[];
}) {
  const { mutation, field, fieldDescription, errors = [] } = options;
  return {
    types: [...new Set<ErrorClass>([...everyMutation, ...errors])] as (new (
      ...args: never[]
    ) => Error)[] as (new (...args: unknown[]) => Error)[],
    directResult: false as const,
    union: { name: `${mutation}Result`, description: `What ${lowerFirst(mutation)} answers.` },
    result: { name: `${mutation}Success`, description: `${lowerFirst(mutation)} was done.` },
    dataField: { name: field, description: fieldDescription },
  };
}

function lowerFirst(text: string): string {
  return `\`${text.charAt(0).toLowerCase()}${text.slice(1)}\``;
}
