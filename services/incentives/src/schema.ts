import { builder } from './builder.ts';
import './modules/accrual/index.ts';
import './modules/audit/index.ts';
import './modules/incentive-plan/index.ts';
import './modules/ledger/index.ts';
import './modules/incentive-statement/index.ts';

/** The schema of the incentives subgraph. */
export const schema = builder.toSubGraphSchema({ linkUrl: 'https://specs.apollo.dev/federation/v2.6' });
