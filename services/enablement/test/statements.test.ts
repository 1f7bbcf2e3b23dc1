import { describe, expect, it } from 'vitest';
import {
  type Json,
  ada,
  createTracks,
  publishRequirements,
  recordAwards,
  startEnablement,
} from './support.ts';

const nested = `query ($all: [_Any!]!) { _entities(representations: $all) { ... on Partner {
  certificationCoverage { value scopes { scope required current requirement { version } } }
  past: certificationCoverage(asOf: "2025-12-31") { value }
  certificationAwards(first: 2, filter: { status: { eq: ACTIVE } }) { totalCount nodes {
    status daysUntilExpiry evidence externalReferences { externalId } track { code } user { id } supersededBy { id }
    availableActions { action isAllowed } } } } } }`;

// One read is three statements on the wire: begin together with who asks, the query, commit.
const perRead = 3;

describe('the statements of one request', () => {
  it('do not grow with the number of partners', async () => {
    await using enablement = await startEnablement();
    await createTracks(enablement);
    await publishRequirements(enablement);
    const partners = Array.from({ length: 20 }, (_, index) => `prt_${index}`);
    for (const partner of partners) {
      await enablement.partner(partner);
      await enablement.user(`usr_${partner}`, partner);
    }
    await recordAwards(
      enablement,
      partners.map((partner) => [`usr_${partner}`, 'SEC', '2025-06-01']),
    );
    const count = async (length: number) => {
      enablement.statements.length = 0;
      const all = partners.slice(0, length).map((id) => ({ __typename: 'Partner', id }));
      const { data, errors } = await enablement.as(ada)(nested, { all });
      expect(errors).toBeUndefined();
      expect(data._entities.map((partner: Json) => partner.certificationCoverage.value)).toEqual(
        all.map(() => '0.25'),
      );
      expect(data._entities.map((partner: Json) => partner.certificationAwards.totalCount)).toEqual(
        all.map(() => 1),
      );
      return enablement.statements.length / perRead;
    };
    const forOne = await count(1);
    expect(await count(20)).toBe(forOne);
    // Today by partner; profiles, awards, memberships and requirements for each of two days; the versions
    // applied; ids, rows and counts of the awards; tracks, members, references and names of what hangs below.
    expect(forOne).toBe(16);
  });
});
