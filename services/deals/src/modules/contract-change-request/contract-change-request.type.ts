import { maskPersonalData } from '@channelgraph/core/viewer.ts';
import { money } from '@channelgraph/core/money.ts';
import { connectionOf } from '@channelgraph/graphql/connections.ts';
import { described } from '@channelgraph/graphql/partner-vocabulary.ts';
import type { ContractChangeRequest as RequestRow } from '../../__generated__/prisma/client.ts';
import { builder } from '../../builder.ts';
import { contractById } from '../managed-contract/managed-contract.loaders.ts';
import { ManagedContract } from '../managed-contract/managed-contract.type.ts';
import { ContractChangeRequestedError } from './contract-change-request.error.ts';
import { changeRequestById } from './contract-change-request.loaders.ts';
import { changeRequestMachine } from './contract-change-request.machine.ts';

/** The enum of the same name. */
export const ChangeRequestStatus = builder.enumType('ChangeRequestStatus', {
  description: 'The state of a request to change a contract.',
  values: described({
    REQUESTED: 'It waits for a program administrator.',
    APPROVED: 'The change was made.',
    REFUSED: 'The change is not made.',
    WITHDRAWN: 'Whoever asked for it took it back.',
  }),
});

/** A change of a contract that waits for a second person. */
export const ContractChangeRequest = builder.objectRef<RequestRow>('ContractChangeRequest');

/** A page of requests. */
export const ContractChangeRequestConnection = connectionOf(
  builder,
  ContractChangeRequest,
  'ContractChangeRequest',
);

ContractChangeRequest.implement({
  description:
    'A change of a contract that is more than an account manager may make alone: a program administrator who did not ask for it decides. Visible to staff.',
  interfaces: ['Node'],
  fields: (t) => ({
    version: t.exposeInt('version', { description: 'Rises with each change; send it as `expectedVersion`.' }),
    contract: t.field({
      type: ManagedContract,
      nullable: true,
      description: 'The contract that would be changed.',
      resolve: ({ contractId }, _, context) => contractById(context, contractId),
    }),
    status: t.expose('status', { type: ChangeRequestStatus, description: 'How it stands.' }),
    action: t.exposeString('action', { description: 'What would be done, by the contract’s actions.' }),
    input: t.string({
      description: 'What was asked for, as the JSON of the action’s input with every default filled in.',
      resolve: ({ input }) => JSON.stringify(input),
    }),
    mrrChange: t.field({
      type: 'Money',
      nullable: true,
      description:
        'By how much it would change monthly recurring revenue; negative for a loss. Null when the contract is out of sight.',
      resolve: async ({ contractId, mrrChangeMinor }, _, context) => {
        const contract = await contractById(context, contractId);
        return contract && money(mrrChangeMinor, contract.currency);
      },
    }),
    reason: t.exposeString('reason', { description: 'Why it was asked for.' }),
    policyVersionId: t.exposeID('policyVersionId', {
      nullable: true,
      description: 'The policy version by which it needs a second person.',
    }),
    requestedAt: t.expose('requestedAt', { type: 'DateTime', description: 'When it was asked for.' }),
    requestedBy: t.field({
      type: 'ID',
      description: 'Who asked for it; hidden from analysts.',
      resolve: ({ requestedBy }, _, { viewer }) => maskPersonalData(viewer, requestedBy),
    }),
    decidedAt: t.expose('decidedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was decided or withdrawn; null while it waits.',
    }),
    decidedBy: t.field({
      type: 'ID',
      nullable: true,
      description: 'Who decided or withdrew it; null while it waits, hidden from analysts.',
      resolve: ({ decidedBy }, _, { viewer }) =>
        decidedBy === null ? null : maskPersonalData(viewer, decidedBy),
    }),
    note: t.exposeString('note', {
      nullable: true,
      description: 'What was said about the decision; null for nothing.',
    }),
    availableActions: t.field({
      type: ['AvailableAction'],
      description: 'What the viewer may do with it now, and if not, why.',
      resolve: (row, _, { viewer }) => changeRequestMachine.availableActions(row.status, viewer, row),
    }),
  }),
});

builder.asEntity(ContractChangeRequest, {
  key: builder.selection<{ id: string }>('id'),
  resolveReference: ({ id }, context) => changeRequestById(context, id),
});

builder.objectType(ContractChangeRequestedError, {
  name: 'ContractChangeRequestedError',
  interfaces: ['UserError'],
  description:
    'The change needs a second person: it was requested, and the contract stays as it is until a program administrator approves it.',
  fields: (t) => ({
    changeRequest: t.field({
      type: ContractChangeRequest,
      nullable: true,
      description: 'The request that waits.',
      resolve: ({ changeRequestId }, _, context) => changeRequestById(context, changeRequestId),
    }),
  }),
});
