import { addAuditTrail } from '@channelgraph/graphql/audit.ts';
import { builder } from './builder.ts';
import './entities/partner.entity.ts';
import './entities/product-line.entity.ts';
import './modules/alert/index.ts';
import './modules/customer/index.ts';
import './modules/opportunity/index.ts';
import './modules/managed-contract/index.ts';
import './modules/seat-snapshot/index.ts';
import './modules/mrr-movement/index.ts';
import './modules/managed-base/index.ts';
import './modules/pipeline/index.ts';
import './modules/policy/index.ts';
import './modules/deal-registration/index.ts';
import './modules/conflict-case/index.ts';
import './modules/direct-engagement/index.ts';
import './modules/registration-check/index.ts';
import './modules/lead/index.ts';
import './modules/renewal/index.ts';
import './modules/co-sell-request/index.ts';
import './modules/usage-record/index.ts';
import './modules/customer-sla-result/index.ts';
import './modules/customer-survey/index.ts';
import './modules/contract-change-request/index.ts';
import './modules/mrr-waterfall/index.ts';
import './modules/pipeline-snapshot/index.ts';
import './modules/deal-metrics/index.ts';
import './modules/contract-metrics/index.ts';
import './modules/renewal-metrics/index.ts';
import './modules/registration-metrics/index.ts';

addAuditTrail(builder, 'deals');

/** The schema of the deals subgraph. */
export const schema = builder.toSubGraphSchema({ linkUrl: 'https://specs.apollo.dev/federation/v2.6' });
