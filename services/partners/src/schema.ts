import { addAuditTrail } from '@channelgraph/graphql/audit.ts';
import { builder } from './builder.ts';
import './entities/foreign-entities.ts';
import './modules/program/index.ts';
import './modules/product-line/index.ts';
import './modules/staff-member/index.ts';
import './modules/partner/index.ts';
import './modules/partner-user/index.ts';
import './modules/program-enrollment/index.ts';
import './modules/tier-assignment/index.ts';
import './modules/cam-assignment/index.ts';
import './modules/plan-target/index.ts';
import './modules/kpi-definition/index.ts';
import './modules/metric-fact/index.ts';
import './modules/scorecard/index.ts';
import './modules/alert/index.ts';
import './modules/identity/index.ts';
import './modules/node/index.ts';

addAuditTrail(builder, 'partners');

/** The subgraph's schema. */
export const schema = builder.toSubGraphSchema({ linkUrl: 'https://specs.apollo.dev/federation/v2.6' });
