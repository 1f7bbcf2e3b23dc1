import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { MrrKind } from './mrr-movement.derive.ts';

/** The recurring revenue of a partner in one currency in a month, and why it changed; in minor units. */
export interface MrrMonth {
  readonly partnerId: string;
  /** The first day of the month. */
  readonly month: LocalDate;
  readonly currency: string;
  readonly openingMinor: bigint;
  /** By kind, signed: what was lost is negative. */
  readonly movements: Readonly<Record<MrrKind, bigint>>;
  readonly closingMinor: bigint;
}

/** A sum of movements of one month and kind. */
export interface MovementSum {
  readonly month: LocalDate;
  readonly kind: MrrKind;
  readonly amountMinor: bigint;
}

const none: Readonly<Record<MrrKind, bigint>> = {
  NEW: 0n,
  EXPANSION: 0n,
  CONTRACTION: 0n,
  CHURN: 0n,
  REACTIVATION: 0n,
  PRICE_CHANGE: 0n,
  TRANSFER_IN: 0n,
  TRANSFER_OUT: 0n,
};

/** Lays the movements out over months, so that each opens with what the one before closed with. */
export function layOutMonths(
  owner: { readonly partnerId: string; readonly currency: string; readonly openingMinor: bigint },
  months: readonly LocalDate[],
  sums: readonly MovementSum[],
): readonly MrrMonth[] {
  const { partnerId, currency } = owner;
  const byMonth = Map.groupBy(sums, ({ month }) => month);
  let openingMinor = owner.openingMinor;
  return months.map((month) => {
    const own = byMonth.get(month) ?? [];
    const movements = own.reduce(
      (all, { kind, amountMinor }) => ({ ...all, [kind]: all[kind] + amountMinor }),
      none,
    );
    const closingMinor = own.reduce((sum, { amountMinor }) => sum + amountMinor, openingMinor);
    const laidOut = { partnerId, month, currency, openingMinor, movements, closingMinor };
    openingMinor = closingMinor;
    return laidOut;
  });
}
