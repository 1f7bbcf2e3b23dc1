import { addBulkMutation } from '@channelgraph/graphql/bulk.ts';
import { builder } from '../../../builder.ts';
import { BillingInterval, ContractStatus, SeatUnit, UsageAggregation } from '../../../vocabulary.ts';
import { contractImport } from '../managed-contract.import.ts';
import type { AmendmentItem, ContractItem } from '../managed-contract.item.ts';

const ContractAmendmentInput = builder.inputRef<AmendmentItem>('ContractAmendmentInput').implement({
  description: 'A change of price or seats within a contract’s term.',
  fields: (t) => ({
    effectiveOn: t.field({
      type: 'Date',
      required: true,
      description: 'The first day of the new terms; after the term’s start.',
    }),
    mrr: t.field({
      type: 'MoneyInput',
      description: 'The new monthly recurring revenue. Default: as before.',
    }),
    contractedSeats: t.int({ description: 'The new number of seats. Default: as before.' }),
    isPriceChange: t.boolean({
      description: 'Whether the price changed and not the scope; retention leaves it out. Default `false`.',
    }),
  }),
});

const ManagedContractUpsertItem = builder.inputRef<ContractItem>('ManagedContractUpsertItem').implement({
  description: 'One managed contract. A field left out keeps its stored value.',
  fields: (t) => ({
    id: t.id({
      description: 'The id of a stored contract. Default: found by `externalReference`, or created.',
    }),
    externalReference: t.field({
      type: 'ExternalReferenceInput',
      description: 'Its name in the system that the row comes from.',
    }),
    partner: t.field({
      type: 'ReferenceInput',
      description: 'The partner who manages. Required for a new contract; it cannot change.',
    }),
    customer: t.field({
      type: 'ReferenceInput',
      description: 'The customer who is managed. Required for a new contract.',
    }),
    productLines: t.field({
      type: ['ReferenceInput'],
      description: 'The product lines that are managed. Default: none.',
    }),
    status: t.field({
      type: ContractStatus,
      description: 'The state. Default: `ACTIVE` when the term has begun, else `DRAFT`.',
    }),
    statusOn: t.field({
      type: 'Date',
      description:
        'The day from which the state holds; of an ended contract the first day no longer in force. Default for `ENDED_RENEWED` and `ENDED_CHURNED`: the end of the term.',
    }),
    decidedOn: t.field({
      type: 'Date',
      description:
        'For an ended contract, the day on which that was decided. Default: `statusOn`, at the latest today.',
    }),
    termStart: t.field({
      type: 'Date',
      description: 'The first day of the term. Required for a new contract.',
    }),
    termMonths: t.int({
      description: 'The length of the term in months, 1 to 120. Default: from `termEnd`.',
    }),
    termEnd: t.field({
      type: 'Date',
      description: 'The last day of the term, or the day after it. Default: from `termMonths`.',
    }),
    billing: t.field({ type: BillingInterval, description: 'How often it is billed. Default `MONTHLY`.' }),
    mrr: t.field({
      type: 'MoneyInput',
      description:
        'The monthly recurring revenue agreed at the start; later changes are `amendments`. Required for a new contract.',
    }),
    contractedSeats: t.int({ description: 'The seats agreed at the start. Default 0.' }),
    seatUnit: t.field({ type: SeatUnit, description: 'What the seats count. Default `SEAT`.' }),
    autoRenew: t.boolean({ description: 'Whether it renews itself. Default `false`.' }),
    noticeDays: t.int({ description: 'The notice period in days. Default 30.' }),
    predecessor: t.field({
      type: 'ReferenceInput',
      description: 'The contract that it renews; may be another row of the same call, before or after.',
    }),
    transferredFrom: t.field({
      type: 'ReferenceInput',
      description:
        'The contract with another partner that it continues; may be another row of the same call, before or after.',
    }),
    registration: t.field({
      type: 'ReferenceInput',
      description: 'The deal registration that led to it; approved or won, of the same partner.',
    }),
    priceLockReference: t.string({
      description: 'The agreement by which the price is locked, at most 300 characters. Default: none.',
    }),
    priceLockedUntil: t.field({
      type: 'Date',
      description:
        'The first day on which the price is no longer locked, within the term. Default: the end of the term.',
    }),
    slaPolicyReference: t.string({
      description: 'The service levels promised to the customer, at most 300 characters. Default: none.',
    }),
    usageAggregation: t.field({
      type: UsageAggregation,
      description: 'How usage becomes the number that is billed. Default `LAST_DAY_SNAPSHOT`.',
    }),
    monthlyMinimum: t.int({
      description: 'The least that is billed in a month, 0 to 1,000,000. Default 0.',
    }),
    amendments: t.field({
      type: [ContractAmendmentInput],
      description: 'Changes of price or seats; one for a day that has one already replaces it.',
    }),
  }),
});

addBulkMutation(builder, {
  name: 'managedContractUpsertMany',
  description:
    'Creates or changes many managed contracts; movements of recurring revenue follow from them. Requires PROGRAM_ADMIN.',
  item: ManagedContractUpsertItem,
  definition: (context, items) => contractImport(context, items) as never,
});
