import type { LocalDate } from '@channelgraph/core/calendar.ts';
import type { Reference } from '@channelgraph/server/bulk/references.ts';
import type {
  LossReason,
  RegistrationRejection,
  RegistrationStatus,
} from '../../__generated__/prisma/enums.ts';
import type { ContentInput } from './deal-registration.draft.ts';

type Maybe<Value> = Value | null | undefined;

/** What another system recorded of the way that a registration took. */
export interface CourseInput {
  readonly status?: Maybe<RegistrationStatus>;
  readonly submittedAt?: Maybe<Date>;
  readonly decidedAt?: Maybe<Date>;
  readonly rejectionReasons?: Maybe<readonly RegistrationRejection[]>;
  readonly decisionNote?: Maybe<string>;
  readonly protectedFrom?: Maybe<LocalDate>;
  readonly protectedTo?: Maybe<LocalDate>;
  readonly extensionCount?: Maybe<number>;
  readonly lossReason?: Maybe<LossReason>;
  readonly orderReference?: Maybe<string>;
  readonly closedOn?: Maybe<LocalDate>;
  readonly closeReason?: Maybe<string>;
}

/** One row of `dealRegistrationUpsertMany`. */
export interface RegistrationItem extends Reference, ContentInput, CourseInput {
  readonly partner?: Maybe<Reference>;
  readonly customer?: Maybe<Reference>;
  readonly opportunity?: Maybe<Reference>;
}
