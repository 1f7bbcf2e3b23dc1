import type { LocalDate } from '@channelgraph/core/calendar.ts';
import { policyInForce } from '@channelgraph/core/policy-version.ts';
import type { PolicyVersion } from '@channelgraph/core/policy-version.ts';
import type { z } from 'zod';
import type { PrismaClient } from './db.ts';
import { dateText } from './stored-rows.ts';

/** The kinds of policy that this service decides by. */
export const policyKinds = [
  'PIPELINE',
  'REGISTRATION',
  'CONFLICT',
  'LEAD',
  'CONTRACT',
  'RENEWAL',
  'CO_SELL',
  'ALERT',
] as const;
export type PolicyKind = (typeof policyKinds)[number];

/** A kind of policy with the shape of its body. */
export interface PolicyDefinition<Body> {
  readonly kind: PolicyKind;
  readonly schema: z.ZodType<Body>;
}

type PolicyReader = Pick<PrismaClient, 'policyVersion'>;

/** Reads all versions of a policy, oldest first. */
export async function policyVersions<Body>(
  reader: unknown,
  { kind, schema }: PolicyDefinition<Body>,
): Promise<readonly PolicyVersion<Body>[]> {
  const rows = await (reader as PolicyReader).policyVersion.findMany({
    where: { kind },
    orderBy: { version: 'asc' },
  });
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    version: row.version,
    effectiveFrom: dateText(row.effectiveFrom),
    effectiveTo: dateText(row.effectiveTo),
    body: schema.parse(row.body),
  }));
}

/**
 * Reads the version of a policy that is in force on a day; `reader` is a transaction or the viewer's read client.
 *
 * @throws Error when no version was in force; each kind is seeded with its first version by a migration.
 */
export async function policyOn<Body>(
  reader: unknown,
  definition: PolicyDefinition<Body>,
  on: LocalDate,
): Promise<PolicyVersion<Body>> {
  const inForce = policyInForce(await policyVersions(reader, definition), on);
  if (!inForce) throw new Error(`No version of the policy ${definition.kind} is in force on ${on}.`);
  return inForce;
}
