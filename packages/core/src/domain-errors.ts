/** One problem of an input: where it is, what is wrong and what to do about it. */
export interface ValidationIssue {
  readonly code: string;
  readonly message: string;
  /** The path of the offending value inside the input, e.g. `['items', '3', 'closeDate']`. */
  readonly path: readonly string[];
  readonly remedy: string;
}

/** An expected refusal: part of the API, shown to the caller as a typed error, never logged as a fault. */
export abstract class DomainError extends Error {
  abstract readonly code: string;
  readonly path: readonly string[];

  constructor(message: string, path: readonly string[] = []) {
    super(message);
    this.name = new.target.name;
    this.path = path;
  }
}

/** The input breaks rules; carries every problem found, not only the first. */
export class ValidationError extends DomainError {
  readonly code = 'VALIDATION_FAILED';
  readonly issues: readonly ValidationIssue[];

  constructor(issues: readonly ValidationIssue[]) {
    super(
      issues.length === 1 && issues[0] ? issues[0].message : `The input has ${issues.length} problems.`,
      issues[0]?.path ?? [],
    );
    this.issues = issues;
  }
}

/** Nothing the caller may see has this id: the same answer whether it is absent or somebody else's. */
export class NotFoundError extends DomainError {
  readonly code = 'NOT_FOUND';
  readonly entityType: string;

  constructor(entityType: string, path: readonly string[] = ['id']) {
    super(`No ${entityType} with this id is visible to you.`, path);
    this.entityType = entityType;
  }
}

/** The action does not exist in the entity's present state. */
export class InvalidTransitionError extends DomainError {
  readonly code = 'INVALID_TRANSITION';
  readonly fromState: string;
  readonly action: string;
  readonly allowedActions: readonly string[];

  constructor(fromState: string, action: string, allowedActions: readonly string[]) {
    super(`${action} is not possible from ${fromState}.`);
    this.fromState = fromState;
    this.action = action;
    this.allowedActions = allowedActions;
  }
}

/** A rule of the program forbids the action although the state would allow it. */
export class PolicyViolationError extends DomainError {
  readonly code = 'POLICY_VIOLATION';
  readonly rule: string;
  readonly policyVersionId: string | null;

  constructor(rule: string, message: string, policyVersionId: string | null = null) {
    super(message);
    this.rule = rule;
    this.policyVersionId = policyVersionId;
  }
}

/** The entity changed since the caller read it. */
export class VersionMismatchError extends DomainError {
  readonly code = 'VERSION_MISMATCH';
  readonly expectedVersion: number;
  readonly actualVersion: number;

  constructor(expectedVersion: number, actualVersion: number) {
    super(
      `Version ${expectedVersion} was expected, the stored version is ${actualVersion}: read the entity again and retry.`,
      ['expectedVersion'],
    );
    this.expectedVersion = expectedVersion;
    this.actualVersion = actualVersion;
  }
}

/** Another fact in the store excludes this change (a unique value, an overlapping period). */
export class ConflictError extends DomainError {
  readonly code = 'CONFLICT';
  readonly rule: string;

  constructor(rule: string, message: string, path: readonly string[] = []) {
    super(message, path);
    this.rule = rule;
  }
}

/** The idempotency key was used before with another input. */
export class IdempotencyKeyReusedError extends DomainError {
  readonly code = 'IDEMPOTENCY_KEY_REUSED';

  constructor() {
    super('This idempotencyKey was used with another input: send a new key for a new request.', [
      'idempotencyKey',
    ]);
  }
}

/** A request with the same idempotency key is running at this moment. */
export class IdempotencyInProgressError extends DomainError {
  readonly code = 'IDEMPOTENCY_IN_PROGRESS';
  readonly retryAfterMs: number;

  constructor(retryAfterMs = 500) {
    super('A request with this idempotencyKey is still running: retry with the same key.', [
      'idempotencyKey',
    ]);
    this.retryAfterMs = retryAfterMs;
  }
}

/** Collects the problems of one input, so that a caller learns all of them at once. */
export interface IssueCollector {
  readonly issues: readonly ValidationIssue[];
  /** Adds a problem; a part of the path may name a place in a list, `lines.0`. */
  add(path: readonly (string | number)[], code: string, message: string, remedy: string): void;
  /** Throws a {@link ValidationError} when at least one problem was added. */
  throwIfAny(): void;
}

/** Creates an empty {@link IssueCollector}; `prefix` is put before every path. */
export function createIssues(prefix: readonly (string | number)[] = []): IssueCollector {
  const issues: ValidationIssue[] = [];
  return {
    issues,
    add(path, code, message, remedy) {
      const parts = [...prefix, ...path].flatMap((part) => String(part).split('.'));
      issues.push({ code, message, path: parts, remedy });
    },
    throwIfAny() {
      if (issues.length > 0) throw new ValidationError(issues);
    },
  };
}
