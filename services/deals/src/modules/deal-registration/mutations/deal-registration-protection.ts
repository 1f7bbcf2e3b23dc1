import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import { LossReason } from '../../../vocabulary.ts';
import { EvidenceKind, RegistrationOutcome } from '../deal-registration.enums.ts';
import { addEvidence } from '../deal-registration.evidence.ts';
import type { EvidenceInput } from '../deal-registration.evidence.ts';
import { denyExtension, extendRegistration, requestExtension } from '../deal-registration.extensions.ts';
import type {
  DenyExtensionInput,
  ExtendInput,
  RequestExtensionInput,
} from '../deal-registration.extensions.ts';
import { loseRegistration, proposeOutcome, winRegistration } from '../deal-registration.outcomes.ts';
import type { LoseInput, ProposeOutcomeInput, WinInput } from '../deal-registration.outcomes.ts';
import { cloneRegistration, transferRegistration } from '../deal-registration.succession.ts';
import type { TransferInput } from '../deal-registration.succession.ts';
import { addAction, addPlainAction } from './deal-registration-action.ts';

const sellers = 'Partner users with SALES or ADMIN, and staff on behalf.';
const reviewers = 'Requires CAM of the partner or PROGRAM_ADMIN.';
const { expectedVersion, idempotencyKey } = inputDescriptions;

const AddEvidence = builder.inputRef<EvidenceInput>('DealRegistrationAddEvidenceInput').implement({
  description: 'What `dealRegistrationAddEvidence` takes: a reference to a document that is kept elsewhere.',
  fields: (t) => ({
    kind: t.field({ type: EvidenceKind, required: true, description: 'What it shows.' }),
    fileName: t.string({ required: true, description: 'The name of the document, at most 300 characters.' }),
    mediaType: t.string({
      required: true,
      description: 'The kind of document, one that the policy takes in.',
    }),
    sizeBytes: t.int({ required: true, description: 'The size in bytes, at most what the policy takes in.' }),
    sha256: t.string({ required: true, description: 'The SHA-256 of the document, 64 hexadecimal digits.' }),
    url: t.string({ required: true, description: 'Where the document is kept, an https address.' }),
    observedOn: t.field({
      type: 'Date',
      required: true,
      description: 'The day on which what it shows happened; not in the future.',
    }),
    note: t.string({ description: 'A remark, at most 2000 characters. Default: none.' }),
    expectedVersion: t.int({ description: expectedVersion }),
    idempotencyKey: t.string({ description: idempotencyKey }),
  }),
});
addAction({
  name: 'AddEvidence',
  description: `Adds a reference to a document that speaks for a registration. ${sellers}`,
  input: AddEvidence,
  act: addEvidence,
});

const RequestExtension = builder
  .inputRef<RequestExtensionInput>('DealRegistrationRequestExtensionInput')
  .implement({
    description: 'What `dealRegistrationRequestExtension` takes.',
    fields: (t) => ({
      days: t.int({ required: true, description: 'How many days longer, from 1 on.' }),
      evidenceId: t.id({
        required: true,
        description: 'Evidence of the registration from the last 30 days by default.',
      }),
      reason: t.string({ required: true, description: 'Why, 1 to 2000 characters.' }),
      expectedVersion: t.int({ description: expectedVersion }),
      idempotencyKey: t.string({ description: idempotencyKey }),
    }),
  });
addAction({
  name: 'RequestExtension',
  description: `Asks for a longer protection before it runs out. ${sellers}`,
  input: RequestExtension,
  act: requestExtension,
});

const Extend = builder.inputRef<ExtendInput>('DealRegistrationExtendInput').implement({
  description: 'What `dealRegistrationExtend` takes.',
  fields: (t) => ({
    days: t.int({ required: true, description: 'How many days longer, from 1 on.' }),
    evidenceId: t.id({ description: 'What it is founded on. Default: the evidence of the request.' }),
    note: t.string({ description: 'What to say with it, at most 2000 characters. Default: nothing.' }),
    expectedVersion: t.int({ description: expectedVersion }),
    idempotencyKey: t.string({ description: idempotencyKey }),
  }),
});
addAction({
  name: 'Extend',
  description:
    'Makes a protection longer before it runs out. Account managers the first time and up to 60 days by default; PROGRAM_ADMIN more, at most twice.',
  input: Extend,
  act: extendRegistration,
});

const DenyExtension = builder.inputRef<DenyExtensionInput>('DealRegistrationDenyExtensionInput').implement({
  description: 'What `dealRegistrationDenyExtension` takes.',
  fields: (t) => ({
    note: t.string({ required: true, description: 'Why not, 1 to 2000 characters; shown to the partner.' }),
    expectedVersion: t.int({ description: expectedVersion }),
    idempotencyKey: t.string({ description: idempotencyKey }),
  }),
});
addAction({
  name: 'DenyExtension',
  description: `Declines a request for a longer protection. ${reviewers}`,
  input: DenyExtension,
  act: denyExtension,
});

const ProposeOutcome = builder
  .inputRef<ProposeOutcomeInput>('DealRegistrationProposeOutcomeInput')
  .implement({
    description: 'What `dealRegistrationProposeOutcome` takes.',
    fields: (t) => ({
      outcome: t.field({ type: RegistrationOutcome, required: true, description: 'How the sale ended.' }),
      lossReason: t.field({ type: LossReason, description: 'Why it was not made. Required for `LOST`.' }),
      orderReference: t.string({ description: 'The order, at most 200 characters. Default: none.' }),
      expectedVersion: t.int({ description: expectedVersion }),
      idempotencyKey: t.string({ description: idempotencyKey }),
    }),
  });
addAction({
  name: 'ProposeOutcome',
  description: 'Reports how a sale ended, for staff to confirm. Partner users with SALES or ADMIN.',
  input: ProposeOutcome,
  act: proposeOutcome,
});

const Win = builder.inputRef<WinInput>('DealRegistrationWinInput').implement({
  description: 'What `dealRegistrationWin` takes.',
  fields: (t) => ({
    orderReference: t.string({
      description: 'The order, at most 200 characters. Default: the one proposed, or the opportunity’s.',
    }),
    expectedVersion: t.int({ description: expectedVersion }),
    idempotencyKey: t.string({ description: idempotencyKey }),
  }),
});
addAction({
  name: 'Win',
  description: `Confirms that a sale was made: its opportunity is won, and there is a contract for what recurs, an order for what is paid once. ${reviewers}`,
  input: Win,
  act: winRegistration,
});

const Lose = builder.inputRef<LoseInput>('DealRegistrationLoseInput').implement({
  description: 'What `dealRegistrationLose` takes.',
  fields: (t) => ({
    lossReason: t.field({
      type: LossReason,
      description:
        'Why it was not made. Default: what the partner proposed; required when it proposed nothing.',
    }),
    note: t.string({ description: 'What to say with it, at most 2000 characters. Default: nothing.' }),
    expectedVersion: t.int({ description: expectedVersion }),
    idempotencyKey: t.string({ description: idempotencyKey }),
  }),
});
addAction({
  name: 'Lose',
  description: `Confirms that a sale was not made; its scope is free at once. ${reviewers}`,
  input: Lose,
  act: loseRegistration,
});

const Transfer = builder.inputRef<TransferInput>('DealRegistrationTransferInput').implement({
  description: 'What `dealRegistrationTransfer` takes.',
  fields: (t) => ({
    partner: t.field({ type: 'ReferenceInput', required: true, description: 'The partner that it goes to.' }),
    reason: t.string({ required: true, description: 'Why, 1 to 2000 characters; shown to the old partner.' }),
    expectedVersion: t.int({ description: expectedVersion }),
    idempotencyKey: t.string({ description: idempotencyKey }),
  }),
});
addAction({
  name: 'Transfer',
  description:
    'Gives a protected registration to another partner, which gets a registration with the rest of the protection. Requires PROGRAM_ADMIN.',
  input: Transfer,
  fieldDescription: 'The registration of the new partner.',
  act: transferRegistration,
});

addPlainAction({
  name: 'Clone',
  description: `Begins a new draft from a rejected or expired registration. ${sellers}`,
  fieldDescription: 'The new draft.',
  act: cloneRegistration,
});
