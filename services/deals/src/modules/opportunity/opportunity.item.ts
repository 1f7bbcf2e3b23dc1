import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { Reference } from '@channelgraph/server/bulk/references.ts';
import type { LossReason } from '../../__generated__/prisma/enums.ts';
import type { AmountInput } from '../../amounts.ts';
import type { SourceRole } from '../pipeline/pipeline.shape.ts';
import type { CreditItem } from './opportunity.credits.store.ts';
import type { RevenueModel } from './opportunity.amounts.ts';
import type { Motion, OpportunityStage } from './opportunity.stages.ts';

type Maybe<Value> = Value | null | undefined;

/** One row of `opportunityUpsertMany`. */
export interface OpportunityItem extends Reference {
  readonly partner?: Maybe<Reference>;
  readonly customer?: Maybe<Reference>;
  readonly name?: Maybe<string>;
  readonly motion?: Maybe<Motion>;
  readonly revenueModel?: Maybe<RevenueModel>;
  readonly stage?: Maybe<OpportunityStage>;
  readonly sourceRole?: Maybe<SourceRole>;
  readonly productLines?: Maybe<readonly Reference[]>;
  readonly currency?: Maybe<string>;
  readonly oneTime?: Maybe<AmountInput>;
  readonly mrr?: Maybe<AmountInput>;
  readonly termMonths?: Maybe<number>;
  readonly probabilityOverride?: Maybe<string>;
  readonly openedOn?: Maybe<LocalDate>;
  readonly closeDate?: Maybe<LocalDate>;
  readonly closedOn?: Maybe<LocalDate>;
  readonly lossReason?: Maybe<LossReason>;
  readonly region?: Maybe<string>;
  readonly openStage?: Maybe<OpportunityStage>;
  readonly expectedOneTime?: Maybe<AmountInput>;
  readonly expectedMrr?: Maybe<AmountInput>;
  readonly competitors?: Maybe<readonly string[]>;
  readonly ownerId?: Maybe<string>;
  readonly orderReference?: Maybe<string>;
  readonly credits?: Maybe<readonly CreditItem[]>;
}
