import { isObjectType } from 'graphql';
import type { Answer } from '../../testkit/graph.ts';
import { api } from '../authorization/coordinates.ts';
import type { Known, Refusal } from './bad-input.ts';

const problem = 'code message path';
const withIssues = `${problem} ... on ValidationError { issues { ${problem} remedy } }`;

/** Gives the document to send: as it is, or that of a mutation, which asks for all that is said of a refusal. */
export function documentOf(call: string): string {
  if (call.includes('{')) return call;
  const field = api.getMutationType()?.getFields()[call];
  if (!field) throw new Error(`There is no mutation ${call}.`);
  const title = `${call.charAt(0).toUpperCase()}${call.slice(1)}`;
  const success = api.getType(`${title}Success`);
  const hasRows = isObjectType(success) && 'rows' in success.getFields();
  const variables = field.args.map(({ name, type }) => `$${name}: ${String(type)}`).join(', ');
  const passed = field.args.map(({ name }) => `${name}: $${name}`).join(', ');
  return `mutation (${variables}) { answer: ${call}(${passed}) {
    __typename ... on UserError { ${withIssues} }
    ${hasRows ? `... on ${title}Success { rows { action issues { ${problem} remedy } } }` : ''}
  } }`;
}

interface Problem {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[] | null;
  readonly remedy?: string;
}
interface Outcome extends Problem {
  readonly __typename: string;
  readonly issues?: readonly Problem[];
  readonly rows?: readonly { readonly action: string; readonly issues: readonly Problem[] }[];
}

/** Reads what an answer refuses, wherever it says so; null when it refuses nothing. */
export function refusalOf({ data, errors }: Answer): Refusal | null {
  const [error] = errors ?? [];
  if (error) {
    const { message, extensions } = error;
    const argument = extensions?.['argument'];
    const paths = typeof argument === 'string' ? [argument] : pathsIn(message);
    return { code: String(extensions?.['code']), paths, text: message };
  }
  const outcome = (data as Readonly<Record<string, Outcome>> | null | undefined)?.['answer'];
  const refused = outcome?.rows?.filter(({ action }) => action === 'REFUSED') ?? [];
  const problems = outcome?.issues ?? refused.flatMap(({ issues }) => issues);
  if (problems.length > 0)
    return refusalFrom(outcome?.issues ? 'VALIDATION_FAILED' : problems[0]?.code, problems);
  return outcome?.code === undefined ? null : refusalFrom(outcome.code, [outcome]);
}

function refusalFrom(code: string | undefined, problems: readonly Problem[]): Refusal {
  return {
    code: code ?? '',
    paths: problems.flatMap(({ path }) => (path && path.length > 0 ? path.join('.') : [])),
    text: problems.map(({ message, remedy = '' }) => `${message} ${remedy}`.trim()).join(' '),
  };
}

// GraphQL names the value that it cannot read, or the field that is missing or unknown, within the message.
function pathsIn(message: string): string[] {
  const [, variable = ''] = /Variable "\$([^"]+)"/.exec(message) ?? [];
  const [, place = variable] = /at "([^"]+)"/.exec(message) ?? [];
  const [, field = ''] = /Field "([^"]+)"/.exec(message) ?? [];
  const names = `${place}.${field}`.split(/[.[\]]+/).filter((name) => name !== '');
  return names.length > 0 ? [names.join('.')] : [];
}

/** Puts ids in the place of their names. */
export function withIds<Value>(value: Value, known: Known): Value {
  const ids = known as Readonly<Record<string, string>>;
  const text = JSON.stringify(value).replaceAll(/<(\w+)>/g, (_, name: string) => {
    if (ids[name] === undefined) throw new Error(`Nothing is called ${name}.`);
    return ids[name];
  });
  return JSON.parse(text) as Value;
}
