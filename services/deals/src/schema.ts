import { addAuditTrail } from '@channelgraph/graphql/audit.ts';
import { builder } from './builder.ts';
import './entities/partner.entity.ts';
import './entities/product-line.entity.ts';
import './modules/customer/index.ts';
import './modules/opportunity/index.ts';
import './modules/managed-contract/index.ts';
import './modules/seat-snapshot/index.ts';
import './modules/mrr-movement/index.ts';
import './modules/managed-base/index.ts';
import './modules/pipeline/index.ts';

addAuditTrail(builder, 'deals');

/** The schema of the deals subgraph. */
export const schema = builder.toSubGraphSchema({ linkUrl: 'https://specs.apollo.dev/federation/v2.6' });
