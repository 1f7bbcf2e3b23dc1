import fc from 'fast-check';
import { expect, test } from 'vitest';
import { precedenceRules, proposeDecision } from './conflict-case.precedence.ts';
import type { PrecedenceParty } from './conflict-case.precedence.ts';

const party = (partyId: string, over: Partial<PrecedenceParty> = {}): PrecedenceParty => ({
  partyId,
  partnerId: `partner of ${partyId}`,
  role: 'REGISTRANT',
  claimedAt: '2026-01-02T00:00:00.000Z',
  isValid: true,
  isCustomersChoice: false,
  ...over,
});
const early = { claimedAt: '2026-01-01T00:00:00.000Z' };
const applied = (parties: readonly PrecedenceParty[], judged: string | null = null) => {
  const { winnerPartyId, trace } = proposeDecision(parties, judged);
  return [winnerPartyId, trace.filter(({ isApplied }) => isApplied).map(({ rule }) => rule)];
};

test.each<[string, readonly PrecedenceParty[], string | null, unknown[]]>([
  [
    'the incumbent before the first',
    [party('a', early), party('b', { role: 'INCUMBENT' })],
    null,
    ['b', ['INCUMBENT_CONTRACT']],
  ],
  [
    'the territory before the first',
    [party('a', early), party('b', { role: 'TERRITORY_HOLDER' })],
    null,
    ['b', ['EXCLUSIVE_TERRITORY']],
  ],
  ['the first in line', [party('a'), party('b', early)], null, ['b', ['EARLIEST_SUBMISSION']]],
  [
    'nothing for a claim that is not made any more',
    [party('a'), party('b', { ...early, isValid: false })],
    null,
    ['a', ['EARLIEST_SUBMISSION']],
  ],
  [
    'the customer before all',
    [party('a', { role: 'INCUMBENT' }), party('b', { isCustomersChoice: true })],
    null,
    ['b', ['INCUMBENT_CONTRACT', 'CUSTOMER_CHOICE']],
  ],
  [
    'neither of two that the customer chose',
    [party('a', { ...early, isCustomersChoice: true }), party('b', { isCustomersChoice: true })],
    null,
    ['a', ['EARLIEST_SUBMISSION']],
  ],
  [
    'the judgement where nothing else tells them apart',
    [party('a'), party('b')],
    'b',
    ['b', ['ACCOUNT_MANAGER']],
  ],
  ['nobody without a judgement', [party('a'), party('b')], null, [null, []]],
  [
    'nobody for a judgement that a rule overruled',
    [party('a', early), party('b')],
    'b',
    ['a', ['EARLIEST_SUBMISSION']],
  ],
])('favours %s', (_, parties, judged, expected) => {
  expect(applied(parties, judged)).toEqual(expected);
});

test('of two incumbents the earlier contract is favoured, and one side has one voice', () => {
  const parties = [
    party('a', { partnerId: 'x', role: 'INCUMBENT' }),
    party('b', { partnerId: 'y', role: 'INCUMBENT', ...early }),
    party('c', { partnerId: 'y' }),
    party('d', { partnerId: null, role: 'DIRECT_SALES', claimedAt: '2025-01-01T00:00:00.000Z' }),
  ];
  expect(applied(parties)).toEqual(['c', ['INCUMBENT_CONTRACT', 'EARLIEST_SUBMISSION']]);
});

const someParties = fc
  .array(
    fc.record({
      partnerId: fc.constantFrom('x', 'y', 'z', null),
      role: fc.constantFrom(
        'REGISTRANT' as const,
        'INCUMBENT' as const,
        'TERRITORY_HOLDER' as const,
        'DIRECT_SALES' as const,
      ),
      claimedAt: fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-01-02T00:00:00.000Z'),
      isValid: fc.boolean(),
      isCustomersChoice: fc.boolean(),
    }),
    { maxLength: 6 },
  )
  .map((rows) => rows.map((row, index) => ({ ...row, partyId: `cpy_${index}` })));

test('there is always an answer with every rule, the same in whatever order the parties come', () => {
  fc.assert(
    fc.property(someParties, fc.option(fc.nat(6), { nil: null }), fc.nat(6), (parties, judged, turn) => {
      const judgedId = judged === null ? null : `cpy_${judged}`;
      const proposal = proposeDecision(parties, judgedId);
      expect(proposal.trace.map(({ rule }) => rule)).toEqual([...precedenceRules]);
      const turned = [...parties.slice(turn), ...parties.slice(0, turn)].toReversed();
      expect(proposeDecision(turned, judgedId)).toEqual(proposal);
      const sides = new Set(parties.map(({ partnerId }) => partnerId));
      if (proposal.winnerPartyId === null) expect(sides.size).not.toBe(1);
      else expect(parties.some(({ partyId }) => partyId === proposal.winnerPartyId)).toBe(true);
      const chosen = new Set(
        parties.filter((each) => each.isCustomersChoice).map(({ partnerId }) => partnerId),
      );
      const winner = parties.find(({ partyId }) => partyId === proposal.winnerPartyId);
      if (chosen.size === 1) expect(chosen.has(winner?.partnerId ?? null)).toBe(true);
    }),
    { numRuns: 1000 },
  );
});
