import { expect, it } from 'vitest';
import { isIn, type Client, type Conflict, type Registration } from '@channelgraph/sdk';
import { named, usd, type Stage } from './stage.ts';

const line = (key: string) => ({ productLine: named(key), quantity: 10, oneTime: usd('9000.00') });
const deal = {
  kind: 'OPPORTUNITY',
  name: 'Acme',
  customerCountry: 'GB',
  expectedCloseDate: '2026-12-15',
} as const;
const firstClaim = {
  ...deal,
  customerName: 'Acme Limited',
  customerDomains: ['acme.co.uk'],
  lines: [line('endpoint-care'), line('backup-vault')],
};
const { name: _name, ...asked } = deal;
const prospect = {
  customerName: 'Acme Ltd',
  customerDomains: ['mail.acme.co.uk'],
  lines: [line('backup-vault'), line('threat-watch')],
};

async function register(client: Client, input: typeof firstClaim): Promise<Registration> {
  const { dealRegistration } = await client.registrations.create(input);
  if (!isIn(dealRegistration, 'status', 'DRAFT')) throw new Error('A new registration is no draft.');
  return client.registrations.submit(dealRegistration);
}

async function onlyConflict(client: Client): Promise<Conflict> {
  const conflicts = await client.conflicts.list().toArray({ max: 5 });
  const [conflict] = conflicts.filter(({ openedAt }) => openedAt === '2026-10-15T14:04:00.000Z');
  if (!conflict) throw new Error('There is no conflict.');
  return conflict;
}

/** Two partners register `acme.co.uk` and `Acme Ltd` four minutes apart, sharing one product. */
export function contestedCustomer(stage: Stage): void {
  let first: Registration;
  let second: Registration;

  it('is recognised under its other name, and a check says one sentence about it', async () => {
    const program = stage();
    program.setClock('2026-10-15T14:00:00Z');
    first = await register(program.as('harbor.sales'), firstClaim);
    expect([first.status, first.customer]).toEqual(['SUBMITTED', null]);
    program.setClock('2026-10-15T14:04:00Z');
    const check = await program.as('ridgeline.sales').registrations.check({ ...asked, ...prospect });
    expect([check.outcome, check.blockingRule, check.missing]).toEqual([
      'NEEDS_REVIEW',
      {
        rule: 'dealRegistration.protected',
        code: 'DUPLICATE_ACTIVE',
        verdict: 'REVIEW',
        message: 'Another protected registration or engagement exists for this scope.',
      },
      [],
    ]);
  });

  it('is claimed a second time, which opens a conflict that tells neither side of the other', async () => {
    const program = stage();
    second = await register(program.as('ridgeline.sales'), { ...deal, ...prospect });
    expect(second.status).toBe('CONFLICTED');
    for (const [persona, own, others] of [
      ['ridgeline.sales', second, /harbor|acme limited|14:00:00/i],
      ['harbor.sales', first, /ridgeline|acme ltd|mail\.acme|threat/i],
    ] as const) {
      const client = program.as(persona);
      const seen = await onlyConflict(client);
      expect(seen.parties.map(({ registration }) => registration?.id)).toEqual([own.id]);
      expect([seen.kind, seen.proposal, seen.customer, seen.outcome]).toEqual([null, null, null, 'PENDING']);
      const everything = [seen, await client.registrations.get(own.id)];
      expect(JSON.stringify(everything)).not.toMatch(others);
    }
  });

  it('is proposed to the first of the two, rule by rule', async () => {
    const { kind, parties, proposal } = await onlyConflict(stage().as('ada.admin'));
    const winner = parties.find(({ registration }) => registration?.id === first.id);
    expect([kind, parties.map(({ claimedAt }) => claimedAt), proposal?.winnerPartyId]).toEqual([
      'PARTNER_VS_PARTNER',
      ['2026-10-15T14:00:00.000Z', '2026-10-15T14:04:00.000Z'],
      winner?.id,
    ]);
    expect(proposal?.trace.map(({ rule, isApplied }) => [rule, isApplied])).toEqual([
      ['INCUMBENT_CONTRACT', false],
      ['EXCLUSIVE_TERRITORY', false],
      ['EARLIEST_SUBMISSION', true],
      ['CUSTOMER_CHOICE', false],
      ['ACCOUNT_MANAGER', false],
    ]);
  });

  it('goes to the first of the two, and the other hears a reason and no name', async () => {
    const program = stage();
    const ada = program.as('ada.admin');
    const conflict = await onlyConflict(ada);
    if (!isIn(conflict, 'status', 'OPEN')) throw new Error(conflict.status);
    const investigated = await ada.conflicts.investigate(conflict);
    const decided = await ada.conflicts.decide(investigated, {
      winnerPartyId: conflict.proposal?.winnerPartyId ?? null,
      reason: 'It was first.',
    });
    expect(decided.status).toBe('DECIDED');
    const won = await program.as('harbor.sales').registrations.get(first.id);
    expect([won?.status, won?.isProtected, won?.protectedFrom]).toEqual(['APPROVED', true, '2026-10-15']);
    const lost = await program.as('ridgeline.sales').registrations.get(second.id);
    expect([lost?.status, lost?.rejectionReasons, lost?.customer]).toEqual([
      'REJECTED',
      ['DUPLICATE_ACTIVE'],
      null,
    ]);
    const { outcome, decision } = await onlyConflict(program.as('ridgeline.sales'));
    expect(outcome).toBe('NOT_AWARDED');
    expect(JSON.stringify([lost, decision])).not.toMatch(/harbor|acme limited/i);
  });
}
