import { addAuditTrail } from '@channelgraph/graphql/audit.ts';
import { builder } from './builder.ts';
import './modules/accrual/index.ts';
import './modules/incentive-plan/index.ts';
import './modules/ledger/index.ts';
import './modules/incentive-statement/index.ts';

addAuditTrail(builder, 'incentives');

/** The schema of the incentives subgraph. */
export const schema = builder.toSubGraphSchema({ linkUrl: 'https://specs.apollo.dev/federation/v2.6' });
