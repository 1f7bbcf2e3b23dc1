import {
  ProductLineUpsertMany,
  type ProductLineUpsertManyData,
  type ProductLineUpsertManyVariables,
} from '../__generated__/graph.ts';
import { defineMutation, type Mutation } from '../mutation.ts';

/**
 * Creates or changes up to 250 product lines, found by their external reference: the mutation `productLineUpsertMany`.
 *
 * @remarks Requires `PROGRAM_ADMIN` or `SERVICE`. A refused row is reported in `rows` and stops no other; `dryRun` writes nothing.
 * @throws ValidationError when the input as a whole is refused, ConflictError when the idempotency key was used before.
 */
export const upsertProductLines: Mutation<
  ProductLineUpsertManyVariables['input'],
  ProductLineUpsertManyData['productLineUpsertMany']
> = /* @__PURE__ */ defineMutation(ProductLineUpsertMany, 'productLineUpsertMany');
