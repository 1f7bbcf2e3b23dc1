import { NotFoundError } from '@channelgraph/core/domain-errors.ts';
import { byKey, defineLoader, groupByKey } from '@channelgraph/graphql/loaders.ts';
import { policyInForce } from '@channelgraph/core/policy-version.ts';
import type { PolicyVersion } from '@channelgraph/core/policy-version.ts';
import { todayOfPartner } from '@channelgraph/graphql/partner-directory.ts';
import type { Context } from '../../context.ts';
import { policyVersions } from '../../policies.ts';
import { registrationPolicy } from './deal-registration.policy.ts';
import type { RegistrationPolicy } from './deal-registration.policy.ts';

/** Loads a registration that the viewer may see. */
export const registrationById = defineLoader(async (context: Context, ids: readonly string[]) =>
  byKey(await context.db.read.dealRegistration.findMany({ where: { id: { in: [...ids] } } }), ({ id }) => id),
);

/** Loads the lines of a registration in their order. */
export const linesOf = defineLoader(async (context: Context, ids: readonly string[]) =>
  groupByKey(
    await context.db.read.registrationLine.findMany({
      where: { registrationId: { in: [...ids] } },
      orderBy: [{ registrationId: 'asc' }, { position: 'asc' }],
    }),
    ({ registrationId }) => registrationId,
  ),
);

/** Loads the evidence of a registration, the latest added first. */
export const evidenceOf = defineLoader(async (context: Context, ids: readonly string[]) =>
  groupByKey(
    await context.db.read.registrationEvidence.findMany({
      where: { registrationId: { in: [...ids] } },
      orderBy: [{ addedAt: 'desc' }, { id: 'desc' }],
    }),
    ({ registrationId }) => registrationId,
  ),
);

/** Loads the decisions about a registration, the first one first. */
export const decisionsOf = defineLoader(async (context: Context, ids: readonly string[]) =>
  groupByKey(
    await context.db.read.registrationDecision.findMany({
      where: { registrationId: { in: [...ids] } },
      orderBy: [{ decidedAt: 'asc' }, { id: 'asc' }],
    }),
    ({ registrationId }) => registrationId,
  ),
);

/** Loads what was asked and given of longer protection, the first one first. */
export const extensionsOf = defineLoader(async (context: Context, ids: readonly string[]) =>
  groupByKey(
    await context.db.read.registrationExtension.findMany({
      where: { registrationId: { in: [...ids] } },
      orderBy: [{ requestedAt: 'asc' }, { id: 'asc' }],
    }),
    ({ registrationId }) => registrationId,
  ),
);

/** Loads whether a registration is a side of a conflict that is not decided for good. */
export const openConflictOf = defineLoader(async (context: Context, ids: readonly string[]) => {
  const parties = await context.db.read.conflictParty.findMany({
    where: { registrationId: { in: [...ids] }, case: { status: { notIn: ['FINAL', 'CLOSED'] } } },
    select: { registrationId: true },
  });
  return new Map(parties.map(({ registrationId }) => [registrationId ?? '', true]));
});

const versionsOf = defineLoader(async (context: Context, kinds: readonly string[]) => {
  const versions = await policyVersions(context.db.read, registrationPolicy);
  return new Map(kinds.map((kind) => [kind, versions]));
});

/** Gives the version of the policy that is in force today for a partner's registrations. */
export async function policyToday(
  context: Context,
  partnerId: string,
): Promise<PolicyVersion<RegistrationPolicy>> {
  const today = await todayOfPartner(context, partnerId);
  const policy = policyInForce((await versionsOf(context, registrationPolicy.kind)) ?? [], today);
  if (!policy) throw new Error(`No version of the policy REGISTRATION is in force on ${today}.`);
  return policy;
}

/** Loads a registration after a change. @throws NotFoundError when the viewer may not see it. */
export async function requireRegistration(context: Context, id: string) {
  const registration = await registrationById(context, id);
  if (!registration) throw new NotFoundError('DealRegistration');
  return registration;
}
