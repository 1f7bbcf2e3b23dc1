import { lockAll } from '@channelgraph/server/locks.ts';
import { referenceTables } from '../../reference-tables.ts';
import type { PrismaClient } from '../../db.ts';
import { saveRows } from '../../save-rows.ts';
import { announceProductLines } from './product-line.events.ts';
import { MoneyFormatError, money, moneyToDecimal, parseMoney } from '@channelgraph/core/money.ts';
import type { IssueCollector } from '@channelgraph/core/domain-errors.ts';
import type { BulkDefinition, BulkItem } from '@channelgraph/server/bulk/bulk-upsert.ts';
import { choose, keep, requireText } from '@channelgraph/server/bulk/field.ts';

/** An amount as it is sent in. */
export interface AmountItem {
  readonly amount: string;
  readonly currency: string;
}

/** A product line as it is sent in. */
export interface ProductLineItem extends BulkItem {
  readonly code?: string | null | undefined;
  readonly name?: string | null | undefined;
  readonly series?: string | null | undefined;
  readonly listPrice?: AmountItem | null | undefined;
  readonly isActive?: boolean | null | undefined;
}

interface ProductLineValues {
  readonly code: string;
  readonly name: string;
  readonly series: string | null;
  readonly listPrice: AmountItem | null;
  readonly isActive: boolean;
}

/** How product lines are imported: creates or changes product lines; the code tells them apart where no reference does. */
export const productLineBulk: BulkDefinition<PrismaClient, ProductLineItem, ProductLineValues> = {
  mutation: 'productLineUpsertMany',
  type: 'ProductLine',
  tables: referenceTables,
  prefix: 'pln',
  related: () => [],
  async findByNature(tx, items) {
    const codes = items.flatMap(({ code }) => code?.trim() ?? []);
    const rows = await tx.productLine.findMany({
      where: { code: { in: codes } },
      select: { id: true, code: true },
    });
    const byCode = new Map(rows.map(({ id, code }) => [code, id]));
    return items.map(({ code }) => byCode.get(code?.trim() ?? '') ?? null);
  },
  async load(tx, ids) {
    await lockAll(tx, ids);
    const rows = await tx.productLine.findMany({ where: { id: { in: [...ids] } } });
    return new Map(
      rows.map(({ id, code, name, series, isActive, listPriceMinor, listPriceCurrency }) => {
        const price =
          listPriceMinor === null || listPriceCurrency === null
            ? null
            : money(listPriceMinor, listPriceCurrency);
        const listPrice = price && { amount: moneyToDecimal(price), currency: price.currency };
        return [id, { code, name, series, isActive, listPrice }];
      }),
    );
  },
  check(item, { stored, issues }) {
    return {
      code: requireText(item.code ?? stored?.code ?? item.name, 'code', issues),
      name: requireText(item.name ?? stored?.name, 'name', issues),
      series: choose(item.series, stored?.series, null),
      listPrice: checkAmount(choose(item.listPrice, stored?.listPrice, null), 'listPrice', issues),
      isActive: keep(item.isActive, stored?.isActive, true),
    };
  },
  async conflicts(tx, changes) {
    const taken = await tx.productLine.findMany({
      where: { code: { in: changes.map(({ values }) => values.code) } },
      select: { id: true, code: true },
    });
    const holders = new Map(taken.map(({ id, code }) => [code, id]));
    const conflicts = new Map();
    for (const { index, id, values } of changes) {
      const holder = holders.get(values.code) ?? id;
      if (holder !== id) {
        conflicts.set(index, {
          path: ['code'],
          code: 'CODE_TAKEN',
          message: `Another product line has the code ${values.code}.`,
          remedy: 'Choose another code.',
        });
      }
      holders.set(values.code, holder);
    }
    return conflicts;
  },
  write: (tx, context, changes) =>
    saveRows(context, changes, {
      toColumns: ({ listPrice, ...fields }) => {
        const price = listPrice && parseMoney(listPrice.amount, listPrice.currency);
        return {
          ...fields,
          listPriceMinor: price?.amountMinor ?? null,
          listPriceCurrency: price?.currency ?? null,
        };
      },
      create: (data) => tx.productLine.createMany({ data }),
      update: (id, data) => tx.productLine.update({ where: { id }, data }),
    }),
  partnerOf: () => null,
  announce: (tx, context, changes) =>
    announceProductLines(
      tx,
      context,
      changes.map(({ id }) => id),
    ),
};

/** Gives an amount in its fixed form; adds an issue and gives null when it is none. */
export function checkAmount(
  amount: AmountItem | null,
  field: string,
  issues: IssueCollector,
): AmountItem | null {
  if (amount === null) return null;
  try {
    const parsed = parseMoney(amount.amount, amount.currency);
    return { amount: moneyToDecimal(parsed), currency: parsed.currency };
  } catch (error) {
    if (!(error instanceof MoneyFormatError)) throw error;
    issues.add(
      [field],
      'INVALID_AMOUNT',
      error.message,
      'Write amounts like 1234.50 with an ISO 4217 currency.',
    );
    return null;
  }
}
