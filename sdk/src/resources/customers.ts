import {
  CustomerUpsertMany,
  type CustomerUpsertManyData,
  type CustomerUpsertManyVariables,
} from '../__generated__/graph.ts';
import { defineMutation, type Mutation } from '../mutation.ts';

/**
 * Creates or changes up to 250 customers, found by their external reference: the mutation `customerUpsertMany`.
 *
 * @remarks Requires `PROGRAM_ADMIN` or `SERVICE`. A refused row is reported in `rows` and stops no other; `dryRun` writes nothing.
 * @throws ValidationError when the input as a whole is refused, ConflictError when the idempotency key was used before.
 */
export const upsertCustomers: Mutation<
  CustomerUpsertManyVariables['input'],
  CustomerUpsertManyData['customerUpsertMany']
> = /* @__PURE__ */ defineMutation(CustomerUpsertMany, 'customerUpsertMany');
