import { addAuditTrail } from '@channelgraph/graphql/audit.ts';
import { builder } from './builder.ts';
import './modules/certification-track/index.ts';
import './modules/certification-award/index.ts';
import './modules/certification-requirement/index.ts';
import './modules/certification-coverage/index.ts';

addAuditTrail(builder, 'enablement');

/** The subgraph's schema. */
export const schema = builder.toSubGraphSchema({ linkUrl: 'https://specs.apollo.dev/federation/v2.6' });
