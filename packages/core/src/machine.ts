import { InvalidTransitionError, PolicyViolationError } from './domain-errors.ts';
import type { Role, Viewer } from './viewer.ts';

/** Why an action is refused, in a form that a user interface can show and a program can branch on. */
export interface Reason {
  readonly code: string;
  /** The rule behind the refusal, e.g. `partner.suspend.role`. */
  readonly rule: string;
  readonly message: string;
}

/** One row of a state machine: from these states, by this action, to that state. */
export interface Transition<State extends string, Action extends string, Facts> {
  readonly from: State | readonly State[];
  readonly action: Action;
  readonly to: State;
  /** Where the program may bring the record at once, in the same change; none when left out. */
  readonly orTo?: readonly State[];
  readonly roles: readonly Role[];
  /** Returns the reason for a refusal, or null when the facts allow the action. */
  readonly guard?: (facts: Facts, viewer: Viewer) => Reason | null;
}

/** A state machine as a table. */
export interface MachineDefinition<State extends string, Action extends string, Facts> {
  readonly name: string;
  readonly initial: State;
  readonly transitions: readonly Transition<State, Action, Facts>[];
}

/** What a viewer can do with an entity now, and if not, why. */
export interface AvailableAction<Action extends string = string> {
  readonly action: Action;
  readonly isAllowed: boolean;
  readonly reasons: readonly Reason[];
}

/** The checks and answers derived from one transition table. */
export interface Machine<State extends string, Action extends string, Facts> {
  readonly definition: MachineDefinition<State, Action, Facts>;
  readonly states: readonly State[];
  readonly actions: readonly Action[];
  /** Gives the state after the action, or null when the table has no such row. */
  next(state: State, action: Action): State | null;
  /**
   * Lists the actions of the machine with whether this viewer may take each now, and why not.
   *
   * @remarks What the program alone does, such as to let something expire, is nobody’s to take and left out.
   */
  availableActions(state: State, viewer: Viewer, facts: Facts): AvailableAction<Action>[];
  /**
   * Gives the state after the action.
   *
   * @throws InvalidTransitionError when the state does not know the action.
   * @throws PolicyViolationError when the viewer's role or a guard forbids it.
   */
  apply(state: State, action: Action, viewer: Viewer, facts: Facts): State;
}

/** Derives a machine from its table. */
export function defineMachine<State extends string, Action extends string, Facts>(
  definition: MachineDefinition<State, Action, Facts>,
): Machine<State, Action, Facts> {
  const { name, transitions } = definition;
  const froms = (row: Transition<State, Action, Facts>): readonly State[] =>
    typeof row.from === 'string' ? [row.from] : row.from;
  const find = (state: State, action: Action) =>
    transitions.find((row) => row.action === action && froms(row).includes(state));
  const states = [...new Set(transitions.flatMap((row) => [...froms(row), row.to]))];
  const actions = [...new Set(transitions.map((row) => row.action))];

  const offered = actions.filter((action) =>
    transitions.some((row) => row.action === action && row.roles.some((role) => role !== 'SERVICE')),
  );

  const refusals = (state: State, action: Action, viewer: Viewer, facts: Facts): Reason[] => {
    const row = find(state, action);
    if (!row) {
      return [
        {
          code: 'INVALID_TRANSITION',
          rule: `${name}.state`,
          message: `${action} is not possible from ${state}.`,
        },
      ];
    }
    if (!row.roles.includes(viewer.role)) {
      return [
        {
          code: 'ROLE',
          rule: `${name}.${action}.role`,
          message: `${action} is reserved for ${row.roles.join(', ')}.`,
        },
      ];
    }
    const reason = row.guard?.(facts, viewer) ?? null;
    return reason ? [reason] : [];
  };

  return {
    definition,
    states,
    actions,
    next: (state, action) => find(state, action)?.to ?? null,
    availableActions: (state, viewer, facts) =>
      offered.map((action) => {
        const reasons = refusals(state, action, viewer, facts);
        return { action, isAllowed: reasons.length === 0, reasons };
      }),
    apply(state, action, viewer, facts) {
      const row = find(state, action);
      if (!row) {
        const allowed = offered.filter((each) => refusals(state, each, viewer, facts).length === 0);
        throw new InvalidTransitionError(state, action, allowed);
      }
      const [reason] = refusals(state, action, viewer, facts);
      if (reason) throw new PolicyViolationError(reason.rule, reason.message);
      return row.to;
    },
  };
}
