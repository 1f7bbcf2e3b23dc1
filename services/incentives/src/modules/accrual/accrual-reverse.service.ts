import { toLocalDate } from '@channelgraph/core/calendar.ts';
import { NotFoundError, VersionMismatchError, createIssues } from '@channelgraph/core/domain-errors.ts';
import { money } from '@channelgraph/core/money.ts';
import { audit } from '@channelgraph/server/audit.ts';
import { mutate } from '@channelgraph/server/mutate.ts';
import { partnerToday } from '@channelgraph/server/partner-directory.ts';
import type { Context, Transaction } from '../../context.ts';
import type { Accrual, IncentivePlanVersion } from '../../__generated__/prisma/client.ts';
import { reversalOf } from '../ledger/ledger.journal.ts';
import { readPostings, writeEntry } from '../ledger/ledger.service.ts';
import { accrualMachine } from './accrual.machine.ts';
import { reversalSteps } from '../settlement/settlement.commission.ts';
import { reversalFacts } from './accrual.reversal-facts.ts';
import { lockContract } from '../settlement/settlement.locks.ts';

/** What a caller sends to take an accrual back. */
export interface AccrualReverseInput {
  readonly id: string;
  readonly reason: string;
  readonly expectedVersion?: number | null | undefined;
  readonly idempotencyKey: string;
}

const maxReasonLength = 500;

/**
 * Takes an accrual back: a negative accrual and the reversing entry are written, the accrual itself is
 * marked. Returns the id of the accrual.
 */
export async function reverseAccrual(
  context: Context,
  { idempotencyKey, ...input }: AccrualReverseInput,
): Promise<string> {
  const reason = requireReason(input.reason);
  const result = await mutate(context, { mutation: 'accrualReverse', idempotencyKey, input }, async (tx) => {
    const accrual = await lockAccrual(tx, input.id);
    requireVersion(accrual, input.expectedVersion);
    const status = accrualMachine.apply(
      accrual.status,
      'REVERSE',
      context.viewer,
      reversalFacts(accrual, accrual.planVersion, await readMonth(tx, accrual)),
    );
    const marked = await tx.accrual.update({
      where: { id: accrual.id },
      data: {
        status,
        version: { increment: 1 },
        updatedAt: context.clock.now(),
        updatedBy: context.viewer.userId,
      },
    });
    await writeReversal(tx, context, accrual, reason);
    await audit(tx, context, {
      action: 'accrual.reversed',
      entityType: 'Accrual',
      entityId: accrual.id,
      partnerId: accrual.partnerId,
      before: { ...accrual, planVersion: undefined },
      after: marked,
      reason,
      policyVersionId: accrual.planVersionId,
    });
    return { id: accrual.id };
  });
  return result.id;
}

type AccrualWithTerms = Accrual & { readonly planVersion: IncentivePlanVersion };

// Read twice: the first reading only says which contract to lock, the second one is held by the lock.
async function lockAccrual(tx: Transaction, id: string): Promise<AccrualWithTerms> {
  const found = await tx.accrual.findUnique({ where: { id }, select: { contractId: true } });
  if (!found) throw new NotFoundError('Accrual', ['id']);
  await lockContract(tx, found.contractId);
  return tx.accrual.findUniqueOrThrow({ where: { id }, include: { planVersion: true } });
}

function readMonth(tx: Transaction, { contractId, period }: Accrual): Promise<Accrual[]> {
  return tx.accrual.findMany({ where: { contractId, period } });
}

function requireVersion({ version }: Accrual, expected: number | null | undefined): void {
  if (expected !== null && expected !== undefined && expected !== version) {
    throw new VersionMismatchError(expected, version);
  }
}

function requireReason(text: string): string {
  const reason = text.trim();
  const issues = createIssues();
  if (reason === '' || reason.length > maxReasonLength) {
    issues.add(
      ['reason'],
      'LENGTH',
      `A reason has 1 to ${maxReasonLength} characters.`,
      'Say in a sentence why the accrual is taken back.',
    );
  }
  issues.throwIfAny();
  return reason;
}

async function writeReversal(
  tx: Transaction,
  context: Context,
  accrual: AccrualWithTerms,
  reason: string,
): Promise<void> {
  const source = `accrualReverse ${context.requestId}`;
  const journalEntryId = await writeReversingEntry(tx, context, accrual, source);
  const { partnerId, planVersionId, contractId, period, currency, baseMinor, tierRank, rate } = accrual;
  const kept = { partnerId, planVersionId, contractId, period, currency, baseMinor, tierRank, rate };
  const now = context.clock.now();
  await tx.accrual.create({
    data: {
      ...kept,
      id: context.ids.next('acc'),
      sourceKey: `reversal of ${accrual.id}`,
      source,
      amountMinor: -accrual.amountMinor,
      status: 'ACCRUED',
      explanation: reversalSteps(accrual.id, money(accrual.amountMinor, currency)).map((step) => ({
        ...step,
      })),
      reversesId: accrual.id,
      reason,
      journalEntryId,
      createdAt: now,
      createdBy: context.viewer.userId,
      updatedAt: now,
      updatedBy: context.viewer.userId,
    },
  });
  await tx.contractMonth.updateMany({
    where: { contractId, month: period, partnerId },
    data: { outcome: 'CLOSED_BY_REVERSAL' },
  });
}

async function writeReversingEntry(
  tx: Transaction,
  context: Context,
  { partnerId, period, journalEntryId }: Accrual,
  source: string,
): Promise<string> {
  if (journalEntryId === null) throw new Error('An accrual without an entry cannot be reversed.');
  return writeEntry(tx, context, {
    partnerId,
    postedOn: await partnerToday(tx, context, partnerId),
    description: `Reversal of commission for ${toLocalDate(period).slice(0, 7)}`,
    source,
    postings: reversalOf(await readPostings(tx, journalEntryId)),
    reversesId: journalEntryId,
  });
}
