import { addDays, addMonths, endOfMonth } from '@channelgraph/core/calendar.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { DomainError } from '@channelgraph/core/domain-errors.ts';
import { serviceViewer } from '@channelgraph/core/viewer.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deriveMovements, restatement } from '../mrr-movement/mrr-movement.derive.ts';
import type { Movement } from '../mrr-movement/mrr-movement.derive.ts';
import { contractActions, contractMachine } from './managed-contract.machine.ts';
import { planAction, planTransfer, settledInput } from './managed-contract.plan.ts';
import { coversUntil, overlap } from './managed-contract.scope.ts';
import type { ContractChange, ContractValues } from './managed-contract.store.ts';
import { earnedMrr, joinTimeline, stateOn } from './managed-contract.timeline.ts';

const admin = serviceViewer('test');
const first: ContractValues = {
  partnerId: 'prt_a',
  customerId: 'cus_a',
  productLineIds: ['pln_x'],
  status: 'ACTIVE',
  termStart: '2025-01-01',
  termEnd: '2026-01-01',
  termMonths: 12,
  billing: 'MONTHLY',
  currency: 'USD',
  seatUnit: 'SEAT',
  autoRenew: false,
  noticeDays: 30,
  predecessorId: null,
  transferredFromId: null,
  registrationId: null,
  priceLockReference: null,
  priceLockedUntil: null,
  slaPolicyReference: null,
  usageAggregation: 'LAST_DAY_SNAPSHOT',
  monthlyMinimum: 0,
  decidedOn: null,
  endedOn: null,
  states: joinTimeline(
    [{ on: '2025-01-01', mrrMinor: 100_000n, contractedSeats: 10, isPriceChange: false }],
    [{ on: '2025-01-01', status: 'ACTIVE' }],
  ),
};

const anyCommand = fc.record({
  action: fc.constantFrom(...contractActions),
  target: fc.nat(5),
  daysLater: fc.integer({ min: 0, max: 120 }),
  mrr: fc.integer({ min: 0, max: 100_000 }),
  isPriceChange: fc.boolean(),
});
type Command = typeof anyCommand extends fc.Arbitrary<infer Value> ? Value : never;

/** Applies a command as the service would; a refusal changes nothing. */
function apply(
  contracts: Map<string, ContractValues>,
  command: Command,
  today: LocalDate,
): readonly ContractChange[] {
  const ids = [...contracts.keys()];
  const id = ids[command.target % ids.length] ?? '';
  const values = contracts.get(id);
  if (!values) return [];
  const facts = { termStart: values.termStart, termEnd: values.termEnd, today };
  const nextId = () => `ctr_${contracts.size + 1}`;
  try {
    const status = contractMachine.apply(values.status, command.action, admin, facts);
    const begun = { id, values, status, today };
    if (command.action === 'TRANSFER') {
      const partnerId = values.partnerId === 'prt_a' ? 'prt_b' : 'prt_a';
      return planTransfer(begun, { on: today, partnerId, continuedById: nextId() });
    }
    const { action, isPriceChange } = command;
    const mrr = { amount: String(command.mrr), currency: 'USD' };
    const asked = action === 'AMEND' || action === 'RENEW' ? { mrr, isPriceChange } : {};
    return planAction(begun, action, { input: settledInput({ action, id, input: asked }, begun), nextId });
  } catch (error) {
    if (error instanceof DomainError) return [];
    throw error;
  }
}

function play(commands: readonly Command[]): { contracts: Map<string, ContractValues>; stored: Movement[] } {
  const contracts = new Map([['ctr_1', first]]);
  const stored: Movement[] = [...deriveMovements(revenueOf(contracts))];
  let today = first.termStart;
  for (const command of commands) {
    today = addDays(today, command.daysLater);
    for (const { id, values } of apply(contracts, command, today)) contracts.set(id, values);
    stored.push(...restatement(stored, deriveMovements(revenueOf(contracts))));
  }
  return { contracts, stored };
}

const revenueOf = (contracts: ReadonlyMap<string, ContractValues>) =>
  [...contracts].map(([contractId, values]) => ({ contractId, ...values }));
const months = Array.from({ length: 60 }, (_, month) => addMonths('2025-01-01', month));
const histories = fc.array(anyCommand, { maxLength: 14 });

test('after any sequence of commands every month of every partner closes, whatever was restated on the way', () => {
  fc.assert(
    fc.property(histories, (commands) => {
      const { contracts, stored } = play(commands);
      for (const partnerId of ['prt_a', 'prt_b']) {
        const own = [...contracts].filter(([, values]) => values.partnerId === partnerId);
        const ids = new Set(own.map(([id]) => id));
        const moved = Map.groupBy(
          stored.filter(({ contractId }) => ids.has(contractId)),
          ({ month }) => month,
        );
        const earned = (on: LocalDate) =>
          own.reduce((sum, [, { states }]) => sum + earnedMrr(stateOn(states, on)), 0n);
        for (const month of months) {
          const change = (moved.get(month) ?? []).reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
          expect(earned(addDays(month, -1)) + change).toBe(earned(endOfMonth(month)));
        }
      }
    }),
    { numRuns: 1000 },
  );
}, 120_000);

test('no sequence of commands makes two contracts earn, or count seats, for the same on one day', () => {
  fc.assert(
    fc.property(histories, (commands) => {
      const { contracts } = play(commands);
      const scopes = [...contracts].map(([id, values]) => ({ id, ...values }));
      for (const scope of scopes) {
        expect(coversUntil(scope) >= scope.termStart).toBe(true);
        expect(scopes.filter((other) => overlap(scope, other))).toEqual([]);
      }
      for (const month of months) {
        const active = scopes.filter(({ states }) => stateOn(states, month)?.status === 'ACTIVE');
        expect(active.length).toBeLessThanOrEqual(1);
      }
    }),
    { numRuns: 1000 },
  );
}, 120_000);
