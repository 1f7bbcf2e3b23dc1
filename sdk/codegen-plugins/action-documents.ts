import type { GraphQLSchema } from 'graphql';
import { offeredMachines, type MachineAction, type OfferedMachine } from './machines.ts';

// What each refusal says beyond code, message and path.
const details: Readonly<Record<string, string>> = {
  ConflictError: 'rule',
  IdempotencyInProgressError: 'retryAfterMs',
  InvalidTransitionError: 'fromState action allowedActions',
  PolicyViolationError: 'rule policyVersionId',
  VersionMismatchError: 'expectedVersion actualVersion',
};

/** Writes the document of every action that a state machine offers. */
export function actionDocuments(schema: GraphQLSchema): string[] {
  return offeredMachines(schema).flatMap((machine) =>
    machine.actions.map((action) => document(machine, action)),
  );
}

function document({ typeName }: OfferedMachine, action: MachineAction): string {
  const { mutation, inputType, resultTypes, successField, returnsRecord } = action;
  const selection = returnsRecord ? `${successField} { ...${typeName} }` : successField;
  const operation = `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}`;
  const refusals = resultTypes.filter((name) => details[name] !== undefined);
  return `mutation ${operation}($id: ID!, $input: ${inputType}) {
    ${mutation}(id: $id, input: $input) {
      __typename
      ... on ${operation}Success { ${selection} }
      ${refusals.map((name) => `... on ${name} { ${details[name] ?? ''} }`).join('\n')}
      ... on ValidationError { ...ValidationErrorFields }
      ... on UserError { ...UserErrorFields }
    }
  }`;
}
