import { sqltag as sql } from '@prisma/client/runtime/client';
import { chunksOf } from '../../chunks.ts';
import type { Context, Transaction } from '../../context.ts';
import { graceDays } from '../pipeline/pipeline.renewal-windows.ts';
import { enqueuePerPartner } from '../partner-fact/partner-fact.requests.ts';
import { assessContracts } from './renewal.assess.ts';
import { followContracts } from './renewal.follow.ts';

/** Contracts of one transaction, so that it stays far from the time limit of a statement. */
const contractsPerTransaction = 200;

/** Contracts without the renewal of their term, and renewals that the clock moves; `p` is the partner with its today. */
const waiting = sql`
  SELECT c.id, c.partner_id FROM managed_contract c
  WHERE c.partner_id = p.partner_id AND c.status NOT IN ('DRAFT', 'TRANSFERRED')
    AND NOT EXISTS (SELECT FROM renewal r WHERE r.contract_id = c.id AND r.term_end = c.term_end)
  UNION
  SELECT r.contract_id, r.partner_id FROM renewal r
  WHERE r.partner_id = p.partner_id AND r.decided_on IS NULL AND r.voided_on IS NULL
    AND ((r.stage = 'UPCOMING' AND r.window_opens_on <= p.today) OR r.term_end + ${graceDays + 1}::int <= p.today)`;

/** Opens the renewals of a partner that are missing or due, and lets lapse what nobody decided. */
export async function openRenewals(context: Context, partnerId: string): Promise<void> {
  const ids = await context.db.write((tx) => waitingContracts(tx, context, partnerId));
  for (const chunk of chunksOf(ids, contractsPerTransaction)) {
    await context.db.write(async (tx) => {
      await tx.$queryRaw(
        sql`SELECT id FROM managed_contract WHERE id = ANY(${chunk}::text[]) ORDER BY id FOR UPDATE`,
      );
      await followContracts(tx, context, chunk);
    });
  }
}

async function waitingContracts(tx: Transaction, context: Context, partnerId: string): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>(sql`
    SELECT w.id FROM (
      SELECT d.partner_id, (${context.clock.now()}::timestamptz AT TIME ZONE d.time_zone)::date AS today
      FROM channelgraph.partner_directory d WHERE d.partner_id = ${partnerId}
    ) p CROSS JOIN LATERAL (${waiting}) w ORDER BY 1`);
  return rows.map(({ id }) => id);
}

/** Asks for {@link openRenewals} for the partners that have something to open or to let lapse. */
export async function openAllRenewals(context: Context): Promise<void> {
  await context.db.write(async (tx) => {
    const rows = await tx.$queryRaw<{ partnerId: string }[]>(sql`
      SELECT p.partner_id AS "partnerId" FROM (
        SELECT d.partner_id, (${context.clock.now()}::timestamptz AT TIME ZONE d.time_zone)::date AS today
        FROM channelgraph.partner_directory d
      ) p WHERE EXISTS (${waiting}) ORDER BY 1`);
    await enqueuePerPartner(
      tx,
      'open_renewals',
      rows.map(({ partnerId }) => partnerId),
    );
  });
}

/** Judges the health of a partner's open renewals. */
export async function assessRenewals(context: Context, partnerId: string): Promise<void> {
  const rows = await context.db.read.renewal.findMany({
    where: { partnerId, decidedOn: null, voidedOn: null },
    select: { contractId: true },
    orderBy: { contractId: 'asc' },
  });
  const ids = rows.map(({ contractId }) => contractId);
  for (const chunk of chunksOf(ids, contractsPerTransaction)) {
    await context.db.write((tx) => assessContracts(tx, context, { partnerId, contractIds: chunk }));
  }
}

/** Asks for {@link assessRenewals} for every partner with an open renewal. */
export async function assessAllRenewals(context: Context): Promise<void> {
  await context.db.write(async (tx) => {
    const rows = await tx.renewal.findMany({
      where: { decidedOn: null, voidedOn: null },
      distinct: ['partnerId'],
      select: { partnerId: true },
      orderBy: { partnerId: 'asc' },
    });
    await enqueuePerPartner(
      tx,
      'assess_renewals',
      rows.map(({ partnerId }) => partnerId),
    );
  });
}
