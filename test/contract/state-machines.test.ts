import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { expect, test } from 'vitest';

interface PublishedMachine {
  readonly name: string;
  readonly transitions: readonly { readonly action: string; readonly roles: readonly string[] }[];
}

const read = (name: string): string =>
  readFileSync(new URL(`../../gateway/${name}`, import.meta.url), 'utf8');
const mutations = buildSchema(read('api.graphql')).getMutationType()?.getFields() ?? {};
const machines = JSON.parse(read('state-machines.json')) as readonly PublishedMachine[];

/** An award is granted and renewed by one mutation, which is named after the certification. */
const otherNames: Readonly<Record<string, string>> = {
  'certificationAward.GRANT': 'certificationGrant',
  'certificationAward.RENEW': 'certificationGrant',
  'certificationAward.REVOKE': 'certificationRevoke',
};

test.each(machines)('$name: every action that is offered to somebody has its mutation', (machine) => {
  const offered = machine.transitions.filter(({ roles }) => roles.some((role) => role !== 'SERVICE'));
  const missing = offered
    .map(({ action }) => otherNames[`${machine.name}.${action}`] ?? mutationName(machine.name, action))
    .filter((mutation) => mutations[mutation] === undefined);
  expect(offered.length).toBeGreaterThan(0);
  expect(missing).toEqual([]);
});

function mutationName(machine: string, action: string): string {
  const words = action.split('_').map((word) => `${word.charAt(0)}${word.slice(1).toLowerCase()}`);
  return `${machine}${words.join('')}`;
}
