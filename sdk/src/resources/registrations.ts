import {
  dealRegistrationActions,
  type DealRegistrationIn,
  type DealRegistrationState,
} from '../__generated__/actions.ts';
import {
  DealRegistrationCheck,
  type DealRegistrationCheckData,
  type DealRegistrationCheckVariables,
  DealRegistrationCreate,
  type DealRegistrationCreateData,
  type DealRegistrationCreateVariables,
  DealRegistrationGet,
  DealRegistrationList,
  type DealRegistrationListVariables,
  DealRegistrationUpsertMany,
  type DealRegistrationUpsertManyData,
  type DealRegistrationUpsertManyVariables,
} from '../__generated__/graph.ts';
import type { CoreClient } from '../client.ts';
import { listOf, type ListOptions } from '../list.ts';
import { defineMutation, type Mutation } from '../mutation.ts';
import type { RequestOptions } from '../options.ts';
import type { PagePromise } from '../pagination.ts';

export { dealRegistrationActions as registrationActions };

/** A deal registration in a state: `Registration<'APPROVED'>`; without one, in any. */
export type Registration<State extends DealRegistrationState = DealRegistrationState> =
  DealRegistrationIn<State>;

/** Which deal registrations to list, and how. */
export interface RegistrationListArguments extends ListOptions {
  readonly filter?: DealRegistrationListVariables['filter'];
  readonly orderBy?: DealRegistrationListVariables['orderBy'];
}

/**
 * Reads a deal registration by its id: the query `dealRegistration`.
 *
 * @returns null when it is absent or the caller may not see it.
 */
export async function getRegistration(
  client: CoreClient,
  id: string,
  options: RequestOptions = {},
): Promise<Registration | null> {
  return (await client.query(DealRegistrationGet, { id }, options)).dealRegistration as Registration | null;
}

/** Lists the deal registrations that the caller may see: the query `dealRegistrations`. */
export function listRegistrations(
  client: CoreClient,
  options: RegistrationListArguments & RequestOptions = {},
): PagePromise<Registration> {
  const { filter, orderBy } = options;
  return listOf('DealRegistrationList', options, async (page) => {
    const data = await client.query(DealRegistrationList, { filter, orderBy, ...page }, options);
    return { ...data.dealRegistrations, nodes: data.dealRegistrations.nodes as readonly Registration[] };
  });
}

/**
 * Drafts a deal registration: the mutation `dealRegistrationCreate`.
 *
 * @throws ValidationError when the input is refused, ConflictError when the idempotency key was used before.
 */
export const createRegistration: Mutation<
  DealRegistrationCreateVariables['input'],
  DealRegistrationCreateData['dealRegistrationCreate']
> = /* @__PURE__ */ defineMutation(DealRegistrationCreate, 'dealRegistrationCreate');

/** What would become of a registration: the outcome, the rule in its way, what is missing and how it would be protected. */
export type RegistrationCheck = DealRegistrationCheckData['dealRegistrationCheck'];

/**
 * Says what would become of a registration before anything is saved: the query `dealRegistrationCheck`.
 *
 * @remarks Limited in number; a call too many fails with the kind `rateLimit`.
 */
export async function checkRegistration(
  client: CoreClient,
  input: DealRegistrationCheckVariables['input'],
  options: RequestOptions = {},
): Promise<RegistrationCheck> {
  return (await client.query(DealRegistrationCheck, { input }, options)).dealRegistrationCheck;
}

/**
 * Takes up to 250 registrations of another system as it recorded them: the mutation `dealRegistrationUpsertMany`.
 *
 * @remarks Requires `PROGRAM_ADMIN` or `SERVICE`. A refused row is reported in `rows` and stops no other; `dryRun` writes nothing.
 * @throws ValidationError when the input as a whole is refused, ConflictError when the idempotency key was used before.
 */
export const upsertRegistrations: Mutation<
  DealRegistrationUpsertManyVariables['input'],
  DealRegistrationUpsertManyData['dealRegistrationUpsertMany']
> = /* @__PURE__ */ defineMutation(DealRegistrationUpsertMany, 'dealRegistrationUpsertMany');
