import { sqltag as sql } from '@prisma/client/runtime/client';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { todayIn } from '@channelgraph/core/calendar.ts';
import { NotFoundError } from '@channelgraph/core/domain-errors.ts';
import { resolveReferences } from '@channelgraph/server/bulk/references.ts';
import type { Reference, ReferenceTables } from '@channelgraph/server/bulk/references.ts';
import { withProgramRights } from '@channelgraph/server/database/program-rights.ts';
import { directoryPartners } from '@channelgraph/server/partner-directory.ts';
import type { Context, Transaction } from '../../context.ts';
import { dateText } from '../../stored-rows.ts';
import { outcomeOf } from '../opportunity/opportunity.stages.ts';
import { isOpenStage, stageOn } from '../renewal/renewal.stages.ts';
import { subjectFields } from './co-sell-request.rules.ts';
import type { SubjectField } from './co-sell-request.rules.ts';

/** What a request is about, as it is now. */
export interface CoSellSubject {
  readonly id: string;
  readonly partnerId: string;
  readonly timeZone: string;
  /** The date in the time zone of the partner's program. */
  readonly today: LocalDate;
  /** Whether help with it can still change anything. */
  readonly isOpen: boolean;
}

const tables: ReferenceTables = {
  Opportunity: { table: 'opportunity', idColumn: 'id' },
  ManagedContract: { table: 'managed_contract', idColumn: 'id' },
  Renewal: { table: 'renewal', idColumn: 'id' },
};

/**
 * Finds what a request is about and keeps it as it is until the end of the transaction.
 *
 * @throws NotFoundError when it is absent or not visible to the viewer.
 */
export async function loadSubject(
  tx: Transaction,
  context: Context,
  { field, reference }: { readonly field: SubjectField; readonly reference: Reference },
): Promise<CoSellSubject> {
  const type = subjectFields[field];
  const references = await resolveReferences(tx, tables, [{ type, reference }]);
  const id = references.idOf(type, reference);
  // A name leads to an id that the viewer may not see.
  const row = id === null ? null : await readers[field](tx, id);
  if (id === null || row === null) throw new NotFoundError(type, [field]);
  const [partner] = await directoryPartners(tx, [row.partnerId]);
  const timeZone = partner?.timeZone ?? 'UTC';
  const today = todayIn(context.clock.now(), timeZone);
  await withProgramRights(tx, context.viewer, () => lockers[field](tx, id));
  const locked = await readers[field](tx, id);
  return { id, partnerId: row.partnerId, timeZone, today, isOpen: locked?.isOpenOn(today) === true };
}

interface SubjectRow {
  readonly partnerId: string;
  isOpenOn(today: LocalDate): boolean;
}

const readers: Readonly<Record<SubjectField, (tx: Transaction, id: string) => Promise<SubjectRow | null>>> = {
  async opportunity(tx, id) {
    const row = await tx.opportunity.findUnique({ where: { id }, select: { partnerId: true, stage: true } });
    return row && { partnerId: row.partnerId, isOpenOn: () => outcomeOf(row.stage) === 'OPEN' };
  },
  async contract(tx, id) {
    const select = { partnerId: true, status: true, endedOn: true } as const;
    const row = await tx.managedContract.findUnique({ where: { id }, select });
    return (
      row && {
        partnerId: row.partnerId,
        // An end that is agreed for a later day leaves time to help.
        isOpenOn: (today) =>
          ['DRAFT', 'ACTIVE', 'SUSPENDED'].includes(row.status) ||
          (row.endedOn !== null && dateText(row.endedOn) > today),
      }
    );
  },
  async renewalId(tx, id) {
    const select = {
      partnerId: true, stage: true, termEnd: true, windowOpensOn: true, voidedOn: true,
    } as const; // prettier-ignore
    const row = await tx.renewal.findUnique({ where: { id }, select });
    return (
      row && {
        partnerId: row.partnerId,
        isOpenOn: (today) =>
          row.voidedOn === null &&
          isOpenStage(
            stageOn(
              {
                stage: row.stage,
                termEnd: dateText(row.termEnd),
                windowOpensOn: dateText(row.windowOpensOn),
                voidedOn: null,
              },
              today,
            ),
          ),
      }
    );
  },
};

const lockers: Readonly<Record<SubjectField, (tx: Transaction, id: string) => Promise<unknown>>> = {
  opportunity: (tx, id) => tx.$queryRaw(sql`SELECT id FROM opportunity WHERE id = ${id} FOR SHARE`),
  contract: (tx, id) => tx.$queryRaw(sql`SELECT id FROM managed_contract WHERE id = ${id} FOR SHARE`),
  renewalId: (tx, id) => tx.$queryRaw(sql`SELECT id FROM renewal WHERE id = ${id} FOR SHARE`),
};
