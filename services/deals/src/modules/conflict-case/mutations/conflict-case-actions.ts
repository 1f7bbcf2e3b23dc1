import {
  ConflictError,
  InvalidTransitionError,
  NotFoundError,
  PolicyViolationError,
  VersionMismatchError,
} from '@channelgraph/core/domain-errors.ts';
import { resultOf } from '@channelgraph/graphql/errors.ts';
import { inputDescriptions } from '@channelgraph/graphql/input-descriptions.ts';
import { builder } from '../../../builder.ts';
import type { Context } from '../../../context.ts';
import { addEvidence } from '../conflict-case.evidence.ts';
import type { EvidenceInput } from '../conflict-case.evidence.ts';
import { conflictById } from '../conflict-case.loaders.ts';
import { reportConflict } from '../conflict-case.reporting.ts';
import type { ReportInput } from '../conflict-case.reporting.ts';
import {
  appealConflict,
  closeConflict,
  decideAppeal,
  decideConflict,
  investigateConflict,
} from '../conflict-case.service.ts';
import type { DecideInput, InvestigateInput, ReasonInput } from '../conflict-case.service.ts';
import { ConflictCase } from '../conflict-case.type.ts';

const errors = [
  NotFoundError,
  InvalidTransitionError,
  PolicyViolationError,
  VersionMismatchError,
  ConflictError,
];
const staff = { role: ['CAM', 'PROGRAM_ADMIN', 'SERVICE'] as const };
const { idempotencyKey, expectedVersion } = inputDescriptions;

const result = (mutation: string) =>
  resultOf({ mutation, field: 'conflictCase', fieldDescription: 'The conflict afterwards.', errors });

const ConflictCaseReportInput = builder.inputRef<ReportInput>('ConflictCaseReportInput').implement({
  description: 'What `conflictCaseReport` takes.',
  fields: (t) => ({
    registrationId: t.id({
      required: true,
      description: 'The registration whose scope seems to be claimed by others.',
    }),
    reason: t.string({ required: true, description: 'What speaks for it, 1 to 2000 characters.' }),
    idempotencyKey: t.string({ description: idempotencyKey }),
  }),
});

builder.mutationField('conflictCaseReport', (t) =>
  t.field({
    type: ConflictCase,
    description:
      'Reports that others seem to claim what a registration is about; the answer is the same whether or not they do. Requires SALES or ADMIN of the partner, its CAM, or PROGRAM_ADMIN.',
    args: {
      input: t.arg({ type: ConflictCaseReportInput, required: true, description: 'What is reported.' }),
    },
    errors: result('ConflictCaseReport'),
    resolve: async (_, { input }, context) => visible(context, await reportConflict(context, input)),
  }),
);

const ConflictCaseInvestigateInput = builder
  .inputRef<InvestigateInput>('ConflictCaseInvestigateInput')
  .implement({
    description: 'What `conflictCaseInvestigate` takes.',
    fields: (t) => ({
      favouredPartyId: t.id({
        description: 'The party that the investigation finds right. Default: none yet.',
      }),
      note: t.string({ description: 'What was found, up to 2000 characters; seen by staff only.' }),
      expectedVersion: t.int({ description: expectedVersion }),
      idempotencyKey: t.string({ description: idempotencyKey }),
    }),
  });

builder.mutationField('conflictCaseInvestigate', (t) =>
  t.field({
    type: ConflictCase,
    description:
      'Takes a conflict up, or notes what was found. Requires CAM of one of the partners or PROGRAM_ADMIN.',
    authScopes: staff,
    args: {
      id: t.arg.id({ required: true, description: 'The id of the conflict.' }),
      input: t.arg({
        type: ConflictCaseInvestigateInput,
        description: 'What was found. Default: nothing yet.',
      }),
    },
    errors: result('ConflictCaseInvestigate'),
    resolve: async (_, { id, input }, context) =>
      visible(context, await investigateConflict(context, id, input ?? {})),
  }),
);

const ConflictEvidenceInputKind = builder.enumType('ConflictEvidenceInputKind', {
  description: 'The kinds of evidence that can be brought forward; the program adds its own records itself.',
  values: {
    DOCUMENT: { description: 'A document.' },
    CUSTOMER_STATEMENT: { description: 'The customer said in writing whom it wants.' },
    DIRECT_ACTIVITY: { description: 'The vendor’s own sales force was in contact. For staff.' },
    NOTE: { description: 'A remark.' },
  },
});

const ConflictCaseAddEvidenceInput = builder
  .inputRef<EvidenceInput>('ConflictCaseAddEvidenceInput')
  .implement({
    description: 'What `conflictCaseAddEvidence` takes.',
    fields: (t) => ({
      kind: t.field({ type: ConflictEvidenceInputKind, required: true, description: 'What it is.' }),
      happenedAt: t.field({
        type: 'DateTime',
        required: true,
        description: 'When what it shows happened; not in the future.',
      }),
      summary: t.string({ required: true, description: 'What it shows, 1 to 2000 characters.' }),
      url: t.string({
        description: 'Where the document is kept: an https address. Required for a document or a statement.',
      }),
      sha256: t.string({ description: 'The SHA-256 of the document in hexadecimal.' }),
      partyId: t.id({
        description: 'The party that it speaks for. Default: the viewer’s own; for staff none.',
      }),
      expectedVersion: t.int({ description: expectedVersion }),
      idempotencyKey: t.string({ description: idempotencyKey }),
    }),
  });

builder.mutationField('conflictCaseAddEvidence', (t) =>
  t.field({
    type: ConflictCase,
    description:
      'Brings evidence forward; the other side does not see it. Requires SALES or ADMIN of a partner that is a party, its CAM, or PROGRAM_ADMIN.',
    args: {
      id: t.arg.id({ required: true, description: 'The id of the conflict.' }),
      input: t.arg({ type: ConflictCaseAddEvidenceInput, required: true, description: 'The evidence.' }),
    },
    errors: result('ConflictCaseAddEvidence'),
    resolve: async (_, { id, input }, context) => visible(context, await addEvidence(context, id, input)),
  }),
);

const ConflictCaseDecideInput = builder.inputRef<DecideInput>('ConflictCaseDecideInput').implement({
  description: 'What `conflictCaseDecide` and `conflictCaseDecideAppeal` take.',
  fields: (t) => ({
    winnerPartyId: t.id({ description: 'The party that is right; null for none.' }),
    reason: t.string({
      description:
        'Why, up to 2000 characters; seen by staff only. Required when it differs from what the rules propose.',
    }),
    expectedVersion: t.int({ description: expectedVersion }),
    idempotencyKey: t.string({ description: idempotencyKey }),
  }),
});

const decisions = [
  {
    name: 'conflictCaseDecide',
    title: 'ConflictCaseDecide',
    description:
      'Decides a conflict that was investigated: the winner’s registrations are approved, the others’ rejected.',
    take: decideConflict,
  },
  {
    name: 'conflictCaseDecideAppeal',
    title: 'ConflictCaseDecideAppeal',
    description: 'Judges an appeal for good; by another administrator than the one who decided.',
    take: decideAppeal,
  },
] as const;

for (const { name, title, description, take } of decisions) {
  builder.mutationField(name, (t) =>
    t.field({
      type: ConflictCase,
      description: `${description} Requires PROGRAM_ADMIN.`,
      authScopes: { admin: true },
      args: {
        id: t.arg.id({ required: true, description: 'The id of the conflict.' }),
        input: t.arg({ type: ConflictCaseDecideInput, required: true, description: 'The decision.' }),
      },
      errors: result(title),
      resolve: async (_, { id, input }, context) => visible(context, await take(context, id, input)),
    }),
  );
}

const ConflictCaseReasonInput = builder.inputRef<ReasonInput>('ConflictCaseReasonInput').implement({
  description: 'What `conflictCaseAppeal` and `conflictCaseClose` take.',
  fields: (t) => ({
    reason: t.string({ required: true, description: 'Why, 1 to 2000 characters.' }),
    expectedVersion: t.int({ description: expectedVersion }),
    idempotencyKey: t.string({ description: idempotencyKey }),
  }),
});

builder.mutationField('conflictCaseAppeal', (t) =>
  t.field({
    type: ConflictCase,
    description:
      'Appeals against a decision within the days that the policy gives. Requires ADMIN of a partner that lost.',
    args: {
      id: t.arg.id({ required: true, description: 'The id of the conflict.' }),
      input: t.arg({ type: ConflictCaseReasonInput, required: true, description: 'Why.' }),
    },
    errors: result('ConflictCaseAppeal'),
    resolve: async (_, { id, input }, context) => visible(context, await appealConflict(context, id, input)),
  }),
);

builder.mutationField('conflictCaseClose', (t) =>
  t.field({
    type: ConflictCase,
    description: 'Closes a conflict whose decision nobody can appeal any more. Requires PROGRAM_ADMIN.',
    authScopes: { admin: true },
    args: {
      id: t.arg.id({ required: true, description: 'The id of the conflict.' }),
      input: t.arg({ type: ConflictCaseReasonInput, required: true, description: 'Why.' }),
    },
    errors: result('ConflictCaseClose'),
    resolve: async (_, { id, input }, context) => visible(context, await closeConflict(context, id, input)),
  }),
);

async function visible(context: Context, id: string) {
  const conflict = await conflictById(context, id);
  if (!conflict) throw new NotFoundError('ConflictCase');
  return conflict;
}
