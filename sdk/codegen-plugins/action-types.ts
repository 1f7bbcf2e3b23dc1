import { offeredMachines, type MachineAction, type OfferedMachine } from './machines.ts';
import type { Plugin } from './plugin.ts';
import { docComment } from './print-types.ts';

/** Prints what the state machines allow as types, and each action as a function that takes no other state. */
export const plugin: Plugin = (schema) => {
  const machines = offeredMachines(schema);
  return [
    `import { type Action, defineAction, type InState, type LastAction } from '../action.ts';`,
    `import * as graph from './graph.ts';`,
    ...machines.map(printMachine),
  ].join('\n\n');
};

const pascal = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
const camel = (action: string): string => {
  const [first = '', ...rest] = action.toLowerCase().split('_');
  return `${first}${rest.map(pascal).join('')}`;
};

function printMachine(machine: OfferedMachine): string {
  const { typeName, name, stateField, states, actions } = machine;
  return [
    `/** The states of a \`${typeName}\`. */`,
    `export type ${typeName}State = ${states.map((state) => `'${state}'`).join(' | ')};`,
    '',
    `/** A \`${typeName}\` whose \`${stateField}\` is known; without a state named, one for each. */`,
    `export type ${typeName}In<State extends ${typeName}State = ${typeName}State> = InState<graph.${typeName}, '${stateField}', State>;`,
    '',
    `/** For each action of a \`${typeName}\`, the states that know it and where it leads from there. */`,
    `export interface ${typeName}Transitions {`,
    ...actions.map(printTargets),
    '}',
    '',
    ...actions.map((action) => `${printAction(machine, action)}\n`),
    `/** Every action of a \`${typeName}\` by name. */`,
    `export const ${name}Actions: {`,
    ...actions.map(({ action, mutation }) => `  readonly ${camel(action)}: typeof ${mutation};`),
    '} = {',
    ...actions.map(({ action, mutation }) => `  ${camel(action)}: ${mutation},`),
    '};',
  ].join('\n');
}

function printTargets({ action, targets }: MachineAction): string {
  const rows = [...targets].map(
    ([from, to]) => `readonly ${from}: ${to.map((state) => `'${state}'`).join(' | ')}`,
  );
  return `  readonly ${action}: { ${rows.join('; ')} };`;
}

function printAction({ typeName, stateField }: OfferedMachine, each: MachineAction): string {
  const { action, mutation, description, targets, returnsRecord } = each;
  const operation = pascal(mutation);
  const states = [...targets.keys()].map((state) => `\`${state}\``).join(', ');
  const types = [
    `${typeName}Transitions['${action}']`,
    `'${stateField}'`,
    ...(returnsRecord ? [`graph.${typeName}`] : []),
    `graph.${operation}Variables['input']`,
    `graph.${operation}Data['${mutation}']`,
  ];
  const doc = docComment(`${description} From ${states}: the mutation \`${mutation}\`.`);
  return `${doc}export const ${mutation}: ${returnsRecord ? 'Action' : 'LastAction'}<${types.join(', ')}> = /* @__PURE__ */ defineAction(graph.${operation}, '${mutation}');`;
}
