import { lockAll } from '@channelgraph/server/locks.ts';
import { referenceTables } from '../../reference-tables.ts';
import type { PrismaClient } from '../../db.ts';
import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { fromLocalDate, overlaps, toLocalDate } from '@channelgraph/core/calendar.ts';
import type { ValidationIssue } from '@channelgraph/core/domain-errors.ts';
import { money, moneyToDecimal, parseMoney } from '@channelgraph/core/money.ts';
import type { BulkDefinition, BulkItem } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { checkWindow, keep, requireReference } from '@channelgraph/server/bulk/field.ts';
import type { Reference } from '@channelgraph/server/bulk/references.ts';
import type { Context, Transaction } from '../../context.ts';
import type { AmountItem } from '../product-line/product-line.import.ts';
import { checkAmount } from '../product-line/product-line.import.ts';
import { planKpis } from '../scorecard/scorecard.fact-selection.ts';

/** A plan target as it is sent in. */
export interface PlanTargetItem extends BulkItem {
  readonly partner?: Reference | null | undefined;
  readonly kpi?: string | null | undefined;
  readonly from?: LocalDate | null | undefined;
  readonly to?: LocalDate | null | undefined;
  readonly amount?: AmountItem | null | undefined;
}

interface PlanTargetValues {
  readonly partnerId: string;
  readonly kpi: string;
  readonly from: LocalDate;
  readonly to: LocalDate;
  readonly amount: AmountItem;
}

/** How plan targets are imported: creates or corrects plan targets; partner, KPI and first day tell them apart where no reference does. */
export const planTargetBulk: BulkDefinition<PrismaClient, PlanTargetItem, PlanTargetValues> = {
  mutation: 'planTargetUpsertMany',
  type: 'PlanTarget',
  tables: referenceTables,
  prefix: 'tgt',
  related: ({ partner }) => (partner ? [{ type: 'Partner', reference: partner }] : []),
  async findByNature(tx, items, references) {
    const partnerIds = items.flatMap(({ partner }) =>
      partner ? (references.idOf('Partner', partner) ?? []) : [],
    );
    const rows = await tx.planTarget.findMany({
      where: { partnerId: { in: partnerIds }, supersededAt: null },
      select: { id: true, partnerId: true, kpi: true, validFrom: true },
    });
    const known = new Map(
      rows.map(({ id, partnerId, kpi, validFrom }) => [`${partnerId} ${kpi} ${toLocalDate(validFrom)}`, id]),
    );
    return items.map(({ partner, kpi, from }) => {
      const partnerId = partner ? references.idOf('Partner', partner) : null;
      return known.get(`${partnerId} ${kpi} ${from}`) ?? null;
    });
  },
  async load(tx, ids) {
    await lockAll(tx, ids);
    const rows = await tx.planTarget.findMany({ where: { id: { in: [...ids] }, supersededAt: null } });
    return new Map(
      rows.map(({ id, partnerId, kpi, validFrom, validTo, amountMinor, currency }) => [
        id,
        {
          partnerId,
          kpi,
          from: toLocalDate(validFrom),
          to: toLocalDate(validTo),
          amount: { amount: moneyToDecimal(money(amountMinor, currency)), currency },
        },
      ]),
    );
  },
  check(item, { references, stored, issues }) {
    const partnerId =
      stored && !item.partner
        ? stored.partnerId
        : requireReference(
            { type: 'Partner', field: 'partner', reference: item.partner },
            references,
            issues,
          );
    const kpi = item.kpi ?? stored?.kpi ?? '';
    if (!planKpis.some((each) => each === kpi)) {
      issues.add(
        ['kpi'],
        'NOT_A_PLAN_KPI',
        `${kpi || 'No KPI'} is not measured against a plan.`,
        `Use one of ${planKpis.join(', ')}.`,
      );
    }
    const from = keep(item.from, stored?.from, '');
    const to = keep(item.to, stored?.to, '');
    checkWindow({ from, to }, ['from', 'to'], issues);
    const amount = checkAmount(item.amount ?? stored?.amount ?? null, 'amount', issues);
    if (amount === null) {
      if (!item.amount) issues.add(['amount'], 'REQUIRED', 'A plan target has an amount.', 'Fill in amount.');
      return null;
    }
    if (parseMoney(amount.amount, amount.currency).amountMinor <= 0n) {
      issues.add(
        ['amount'],
        'OUT_OF_RANGE',
        'A plan target is more than zero.',
        'Leave out the target of a partner without a plan.',
      );
    }
    return { partnerId: partnerId ?? '', kpi, from, to, amount };
  },
  async conflicts(tx, changes) {
    const rows = await tx.planTarget.findMany({
      where: { partnerId: { in: changes.map(({ values }) => values.partnerId) }, supersededAt: null },
    });
    const held = new Map(
      rows.map(({ id, partnerId, kpi, validFrom, validTo }) => [
        id,
        { id, key: `${partnerId} ${kpi}`, from: toLocalDate(validFrom), to: toLocalDate(validTo) },
      ]),
    );
    const conflicts = new Map<number, ValidationIssue>();
    for (const { index, id, values } of changes) {
      const span = { id, key: `${values.partnerId} ${values.kpi}`, from: values.from, to: values.to };
      const rival = [...held.values()].find(
        (other) => other.id !== id && other.key === span.key && overlaps(other, span),
      );
      if (!rival) held.set(id, span);
      else
        conflicts.set(index, {
          path: ['from'],
          code: 'OVERLAP',
          message: `A target from ${rival.from} to ${rival.to} is in force for these days.`,
          remedy: 'Change that target, or choose days outside of it.',
        });
    }
    return conflicts;
  },
  async write(tx, context, changes) {
    const stamp = { recordedAt: context.clock.now(), recordedBy: context.viewer.userId };
    const known = changes.flatMap(({ id, before }) => (before ? [id] : []));
    await archive(tx, context, known);
    for (const { id, before, values } of changes) {
      const amount = parseMoney(values.amount.amount, values.amount.currency);
      const data = {
        partnerId: values.partnerId,
        kpi: values.kpi,
        validFrom: fromLocalDate(values.from),
        validTo: fromLocalDate(values.to),
        amountMinor: amount.amountMinor,
        currency: amount.currency,
        ...stamp,
      };
      if (before) await tx.planTarget.update({ where: { id }, data });
      else await tx.planTarget.create({ data: { id, ...data } });
    }
  },
  partnerOf: ({ values }) => values.partnerId,
};

// The current row keeps its id; what it said until now stays readable beside it.
async function archive(tx: Transaction, context: Context, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  const rows = await tx.planTarget.findMany({ where: { id: { in: [...ids] } } });
  await tx.planTarget.createMany({
    data: rows.map((row) => ({ ...row, id: context.ids.next('tgt'), supersededAt: context.clock.now() })),
  });
}
