import { randomUUID } from 'node:crypto';
import type { GraphqlExecutor } from '../graphql/executor.ts';

/** Makes sure that an empty development program has somebody who may fill it: the persona `ada.admin`. */
export async function ensureAdministrator(executor: GraphqlExecutor): Promise<void> {
  const item = { subject: 'ada.admin', displayName: 'Ada Lindqvist', role: 'PROGRAM_ADMIN' };
  await executor.execute({
    document: `mutation FirstAdministrator($input: StaffMemberUpsertManyInput!) {
      staffMemberUpsertMany(input: $input) { __typename }
    }`,
    variables: { input: { items: [item], idempotencyKey: randomUUID() } },
  });
}
