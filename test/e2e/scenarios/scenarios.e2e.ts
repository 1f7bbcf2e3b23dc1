import { afterAll, beforeAll, describe } from 'vitest';
import { deploy, type Deployment, type Topology } from '../../testkit/processes.ts';
import { contestedCustomer } from './contested-customer.ts';
import { calendarEdges } from './calendar-edges.ts';
import { fortyDays } from './forty-days.ts';
import { grossAgainstNet } from './gross-against-net.ts';
import { managedBase } from './managed-base.ts';
import { twoPrograms } from './two-programs.ts';

const topologies: readonly Topology[] = ['all in one', 'split'];

describe.each(topologies)('the acceptance scenarios, %s', (topology) => {
  let program: Deployment;
  beforeAll(async () => {
    program = await deploy(topology);
  });
  afterAll(() => program?.[Symbol.asyncDispose]());
  const stage = (): Deployment => program;

  // One clock for all of them: each begins no earlier than the one before it ended.
  describe('a managed base', () => {
    managedBase(stage);
  });
  describe('a contested customer', () => {
    contestedCustomer(stage);
  });
  describe('two programs in parallel', () => {
    twoPrograms(stage);
  });
  describe('the edges of the calendar', () => {
    calendarEdges(stage);
  });
  describe('gross new revenue against net', () => {
    grossAgainstNet(stage);
  });
  describe('forty days without a schedule', () => {
    fortyDays(stage);
  });
});
