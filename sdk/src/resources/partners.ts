import {
  type Partner,
  PartnerGet,
  PartnerGetByExternalReference,
  PartnerList,
  type PartnerListVariables,
  type PartnerSummary,
  PartnerUpsertMany,
  type PartnerUpsertManyData,
  type PartnerUpsertManyVariables,
} from '../__generated__/graph.ts';
import type { CoreClient } from '../client.ts';
import { listOf, type ListOptions } from '../list.ts';
import { defineMutation, type Mutation } from '../mutation.ts';
import type { RequestOptions } from '../options.ts';
import type { PagePromise } from '../pagination.ts';

/** Which partners to list, and how. */
export interface PartnerListArguments extends ListOptions {
  readonly filter?: PartnerListVariables['filter'];
  /** Words of the partner's name. */
  readonly search?: PartnerListVariables['search'];
  readonly orderBy?: PartnerListVariables['orderBy'];
}

/**
 * Reads a partner by its id: the query `partner`.
 *
 * @returns null when the partner is absent or the caller may not see it; the API does not tell the two apart.
 */
export async function getPartner(
  client: CoreClient,
  id: string,
  options: RequestOptions = {},
): Promise<Partner | null> {
  return (await client.query(PartnerGet, { id }, options)).partner;
}

/**
 * Reads a partner by its id in another system, such as a CRM: the query `partnerByExternalReference`.
 *
 * @returns null when the partner is absent or the caller may not see it.
 */
export async function getPartnerByExternalReference(
  client: CoreClient,
  reference: { readonly system: string; readonly externalId: string },
  options: RequestOptions = {},
): Promise<Partner | null> {
  const { system, externalId } = reference;
  const data = await client.query(PartnerGetByExternalReference, { system, externalId }, options);
  return data.partnerByExternalReference;
}

/** Lists the partners that the caller may see: the query `partners`. */
export function listPartners(
  client: CoreClient,
  options: PartnerListArguments & RequestOptions = {},
): PagePromise<PartnerSummary> {
  const { filter, search, orderBy } = options;
  return listOf('PartnerList', options, async (page) => {
    return (await client.query(PartnerList, { filter, search, orderBy, ...page }, options)).partners;
  });
}

/**
 * Creates or changes up to 250 partners, found by their external reference: the mutation `partnerUpsertMany`.
 *
 * @remarks Requires `PROGRAM_ADMIN` or `SERVICE`. A refused row is reported in `rows` and stops no other; `dryRun` writes nothing.
 * @throws ValidationError when the input as a whole is refused, ConflictError when the idempotency key was used before.
 */
export const upsertPartners: Mutation<
  PartnerUpsertManyVariables['input'],
  PartnerUpsertManyData['partnerUpsertMany']
> = /* @__PURE__ */ defineMutation(PartnerUpsertMany, 'partnerUpsertMany');
