import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isObjectType,
  isUnionType,
} from 'graphql';

/** A state machine as the services publish it. */
export interface Machine {
  /** The GraphQL type in camel case. */
  readonly name: string;
  readonly transitions: readonly {
    readonly action: string;
    readonly from: readonly string[];
    readonly to: string;
    /** Where the program may bring the record at once. */
    readonly orTo: readonly string[];
  }[];
}

/** One action of a machine with the mutation that takes it. */
export interface MachineAction {
  readonly action: string;
  readonly mutation: string;
  readonly description: string;
  readonly inputType: string;
  readonly resultTypes: readonly string[];
  /** The field of the success that holds the changed record, or its id where the viewer may no longer see it. */
  readonly successField: string;
  readonly returnsRecord: boolean;
  /** The states that each state may lead to. */
  readonly targets: ReadonlyMap<string, readonly string[]>;
}

/** A machine with everything that the SDK offers of it. */
export interface OfferedMachine {
  readonly typeName: string;
  readonly name: string;
  /** The field that holds the state. */
  readonly stateField: string;
  readonly states: readonly string[];
  readonly actions: readonly MachineAction[];
}

/** The records whose actions the SDK offers; each has a fragment of its type's name among the operations. */
const offered = [
  'alert',
  'coSellRequest',
  'conflictCase',
  'contractChangeRequest',
  'dealRegistration',
  'lead',
  'managedContract',
  'opportunity',
  'renewal',
];

/** What the field that holds a state is called: other fields may have values of the same enum. */
const stateFields: readonly string[] = ['status', 'outcome', 'stage'];

const machinesPath = fileURLToPath(new URL('../../gateway/state-machines.json', import.meta.url));

/** Reads the published machines, and finds the mutation of each action in the schema. */
export function offeredMachines(schema: GraphQLSchema): OfferedMachine[] {
  const published = JSON.parse(readFileSync(machinesPath, 'utf8')) as readonly Machine[];
  return offered.map((name) => {
    const machine = published.find((each) => each.name === name);
    if (machine === undefined) throw new TypeError(`No service publishes the state machine ${name}.`);
    return describe(schema, machine);
  });
}

function describe(schema: GraphQLSchema, { name, transitions }: Machine): OfferedMachine {
  const typeName = `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
  const type = schema.getType(typeName);
  if (!isObjectType(type)) throw new TypeError(`The schema has no type ${typeName}.`);
  const actions = [...new Set(transitions.map(({ action }) => action))];
  const states = [...new Set(transitions.flatMap(({ from, to, orTo }) => [...from, to, ...orTo]))];
  return {
    typeName,
    name,
    stateField: stateFieldOf(type, states),
    states,
    actions: actions.flatMap((action) => {
      const rows = transitions.filter((row) => row.action === action);
      const targets = new Map(
        rows.flatMap(({ from, to, orTo }) => from.map((state) => [state, [to, ...orTo]] as const)),
      );
      return mutationOf(schema, { typeName, name, action, targets }) ?? [];
    }),
  };
}

/** Finds the field for the state, whose enum knows every state of the machine. */
function stateFieldOf(type: GraphQLObjectType, states: readonly string[]): string {
  const field = Object.values(type.getFields()).find(({ name, type: fieldType }) => {
    const named = getNamedType(fieldType);
    return (
      stateFields.includes(name) &&
      isEnumType(named) &&
      states.every((state) => named.getValue(state) !== undefined)
    );
  });
  if (field === undefined) throw new TypeError(`${type.name} has no field for the states of its machine.`);
  return field.name;
}

/** Finds the mutation that is named after the record and the action; null for an action that is a part of another mutation. */
function mutationOf(
  schema: GraphQLSchema,
  of: {
    readonly typeName: string;
    readonly name: string;
    readonly action: string;
    readonly targets: MachineAction['targets'];
  },
): MachineAction | null {
  const words = of.action.split('_').map((word) => `${word.charAt(0)}${word.slice(1).toLowerCase()}`);
  const mutation = `${of.name}${words.join('')}`;
  const field = schema.getMutationType()?.getFields()[mutation];
  const input = field?.args.find(({ name }) => name === 'input');
  if (field === undefined || input === undefined || !field.args.some(({ name }) => name === 'id'))
    return null;
  const members = membersOf(getNamedType(field.type));
  const success = members.find(({ name }) => name.endsWith('Success'));
  const fields = Object.values(success?.getFields() ?? {});
  const record = fields.find(({ type }) => getNamedType(type).name === of.typeName);
  const successField = record ?? fields.find(({ name }) => name === `${of.name}Id`);
  if (successField === undefined) throw new TypeError(`${mutation} does not say what became of the record.`);
  return {
    action: of.action,
    mutation,
    description: field.description ?? '',
    inputType: String(input.type),
    resultTypes: members.map(({ name }) => name),
    successField: successField.name,
    returnsRecord: record !== undefined,
    targets: of.targets,
  };
}

const membersOf = (type: GraphQLNamedType) => (isUnionType(type) ? [...type.getTypes()] : []);
