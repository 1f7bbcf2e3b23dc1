import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { Reference } from '@channelgraph/server/bulk/references.ts';
import type { BillingInterval, SeatUnit, UsageAggregation } from '../../__generated__/prisma/enums.ts';
import type { AmountInput } from '../../amounts.ts';
import type { ContractStatus } from './managed-contract.timeline.ts';

type Maybe<Value> = Value | null | undefined;

/** A change of price or seats within a row. */
export interface AmendmentItem {
  readonly effectiveOn: LocalDate;
  readonly mrr?: Maybe<AmountInput>;
  readonly contractedSeats?: Maybe<number>;
  readonly isPriceChange?: Maybe<boolean>;
}

/** One row of `managedContractUpsertMany`. */
export interface ContractItem extends Reference {
  readonly partner?: Maybe<Reference>;
  readonly customer?: Maybe<Reference>;
  readonly productLines?: Maybe<readonly Reference[]>;
  readonly status?: Maybe<ContractStatus>;
  readonly statusOn?: Maybe<LocalDate>;
  readonly decidedOn?: Maybe<LocalDate>;
  readonly termStart?: Maybe<LocalDate>;
  readonly termMonths?: Maybe<number>;
  readonly termEnd?: Maybe<LocalDate>;
  readonly billing?: Maybe<BillingInterval>;
  readonly mrr?: Maybe<AmountInput>;
  readonly contractedSeats?: Maybe<number>;
  readonly seatUnit?: Maybe<SeatUnit>;
  readonly autoRenew?: Maybe<boolean>;
  readonly noticeDays?: Maybe<number>;
  readonly predecessor?: Maybe<Reference>;
  readonly transferredFrom?: Maybe<Reference>;
  readonly registration?: Maybe<Reference>;
  readonly priceLockReference?: Maybe<string>;
  readonly priceLockedUntil?: Maybe<LocalDate>;
  readonly slaPolicyReference?: Maybe<string>;
  readonly usageAggregation?: Maybe<UsageAggregation>;
  readonly monthlyMinimum?: Maybe<number>;
  readonly amendments?: Maybe<readonly AmendmentItem[]>;
}
