import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import type { ReasonInput } from '../deal-registration.action.ts';
import { approveRegistration, rejectRegistration } from '../deal-registration.decisions.ts';
import type { ApproveInput, RejectInput } from '../deal-registration.decisions.ts';
import { RegistrationField, RegistrationRejection } from '../deal-registration.enums.ts';
import {
  claimReview,
  recallRegistration,
  requestInfo,
  revokeRegistration,
  withdrawRegistration,
} from '../deal-registration.service.ts';
import type { RequestInfoInput, WithdrawInput } from '../deal-registration.service.ts';
import { resubmitRegistration, submitRegistration } from '../deal-registration.submission.ts';
import { addAction, addPlainAction } from './deal-registration-action.ts';

const sellers = 'Partner users with SALES or ADMIN, and staff on behalf.';
const reviewers = 'Requires CAM of the partner or PROGRAM_ADMIN.';

addPlainAction({
  name: 'Submit',
  description: `Submits a draft: every rule is applied and every problem reported. ${sellers}`,
  act: submitRegistration,
});
addPlainAction({
  name: 'Recall',
  description: `Takes a submitted registration back into a draft before its review; the place in line is kept when it is submitted again within 24 hours by default. ${sellers}`,
  act: recallRegistration,
});
addPlainAction({
  name: 'ClaimReview',
  description: `Takes on the review of a submitted registration. ${reviewers}`,
  act: claimReview,
});
addPlainAction({
  name: 'Resubmit',
  description: `Answers a request for information: every rule is applied again, and where somebody else claims the scope, a conflict case is opened and the answer shows it as \`CONFLICTED\`. The place in line stays unless the claim became another one. ${sellers}`,
  act: resubmitRegistration,
});

const RequestInfo = builder.inputRef<RequestInfoInput>('DealRegistrationRequestInfoInput').implement({
  description: 'What `dealRegistrationRequestInfo` takes.',
  fields: (t) => ({
    fields: t.field({
      type: [RegistrationField],
      required: true,
      description: 'The fields that the partner may change; at least one.',
    }),
    note: t.string({
      required: true,
      description: 'What is asked for, 1 to 2000 characters; shown to the partner.',
    }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});
addAction({
  name: 'RequestInfo',
  description: `Asks the partner for information: the fields named are open for change and the decision clock stands. ${reviewers}`,
  input: RequestInfo,
  act: requestInfo,
});

const Approve = builder.inputRef<ApproveInput>('DealRegistrationApproveInput').implement({
  description: 'What `dealRegistrationApprove` takes.',
  fields: (t) => ({
    note: t.string({ description: 'What to say with it, at most 2000 characters. Default: nothing.' }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});
addAction({
  name: 'Approve',
  description:
    'Approves a registration under review: its protection begins. Where somebody else claims the scope, a conflict case is opened instead and the answer shows it as `CONFLICTED`. Requires CAM of the partner up to the policy’s limit, or PROGRAM_ADMIN; never whoever submitted it.',
  input: Approve,
  act: approveRegistration,
});

const Reject = builder.inputRef<RejectInput>('DealRegistrationRejectInput').implement({
  description: 'What `dealRegistrationReject` takes.',
  fields: (t) => ({
    reasons: t.field({
      type: [RegistrationRejection],
      required: true,
      description: 'What speaks against it; at least one.',
    }),
    note: t.string({
      description: 'What to say with it, at most 2000 characters; shown to the partner. Default: nothing.',
    }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});
addAction({
  name: 'Reject',
  description:
    'Refuses a registration under review. Requires CAM of the partner up to the policy’s limit, or PROGRAM_ADMIN; never whoever submitted it.',
  input: Reject,
  act: rejectRegistration,
});

const Withdraw = builder.inputRef<WithdrawInput>('DealRegistrationWithdrawInput').implement({
  description: 'What `dealRegistrationWithdraw` takes.',
  fields: (t) => ({
    reason: t.string({ description: 'Why, at most 2000 characters. Default: not said.' }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});
addAction({
  name: 'Withdraw',
  description: `Gives up a registration; what it protected is free at once. ${sellers}`,
  input: Withdraw,
  act: withdrawRegistration,
});

const Revoke = builder.inputRef<ReasonInput>('DealRegistrationRevokeInput').implement({
  description: 'What `dealRegistrationRevoke` takes.',
  fields: (t) => ({
    reason: t.string({ required: true, description: 'Why, 1 to 2000 characters; shown to the partner.' }),
    expectedVersion: t.int({ description: inputDescriptions.expectedVersion }),
    idempotencyKey: t.string({ description: inputDescriptions.idempotencyKey }),
  }),
});
addAction({
  name: 'Revoke',
  description: 'Takes back the protection of an approved registration. Requires PROGRAM_ADMIN.',
  input: Revoke,
  act: revokeRegistration,
});
