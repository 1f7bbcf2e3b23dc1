import { addAuditTrail } from '@channelgraph/graphql/audit.ts';
import { builder } from '../../builder.ts';

addAuditTrail(builder, 'incentives');
