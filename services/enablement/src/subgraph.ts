import { createSubgraph } from '@channelgraph/server/subgraph.ts';
import type { SubgraphEnvironment } from '@channelgraph/server/subgraph.ts';
import { createClient } from './db.ts';
import { recomputeCoverage } from './modules/certification-coverage/certification-coverage.recompute.ts';
import { reportCoverage } from './modules/certification-coverage/certification-coverage.report.ts';
import {
  recomputeCoverageTask,
  reportCoverageTask,
} from './modules/certification-coverage/certification-coverage.requests.ts';
import { partnerChanged } from './modules/partner-profile/partner-profile.consumers.ts';
import { partnerUserChanged } from './modules/membership/membership.consumers.ts';
import { schema } from './schema.ts';

/** Creates the enablement service. */
export function createEnablementSubgraph(environment: SubgraphEnvironment) {
  return createSubgraph(
    {
      name: 'enablement',
      schema,
      createClient,
      consumers: {
        'partners.partner.changed': partnerChanged,
        'partners.partner_user.changed': partnerUserChanged,
      },
      tasks: { [reportCoverageTask]: reportCoverage, [recomputeCoverageTask]: recomputeCoverage },
      // Hourly, because the day ends at another hour in each program's time zone. A run catches up with
      // every day since the last one by itself, so missed runs are made up for by a single one.
      schedule: [{ task: recomputeCoverageTask, match: '3 * * * *', options: { backfillPeriod: 3_600_000 } }],
    },
    environment,
  );
}
