import {
  ManagedContractUpsertMany,
  type ManagedContractUpsertManyData,
  type ManagedContractUpsertManyVariables,
} from '../__generated__/graph.ts';
import { defineMutation, type Mutation } from '../mutation.ts';

/**
 * Creates or changes up to 250 managed contracts, found by their external reference: the mutation `managedContractUpsertMany`.
 *
 * @remarks Requires `PROGRAM_ADMIN` or `SERVICE`. A refused row is reported in `rows` and stops no other; `dryRun` writes nothing.
 * @throws ValidationError when the input as a whole is refused, ConflictError when the idempotency key was used before.
 */
export const upsertManagedContracts: Mutation<
  ManagedContractUpsertManyVariables['input'],
  ManagedContractUpsertManyData['managedContractUpsertMany']
> = /* @__PURE__ */ defineMutation(ManagedContractUpsertMany, 'managedContractUpsertMany');
