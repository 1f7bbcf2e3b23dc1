import { addAuditTrail } from '@channelgraph/graphql/audit.ts';
import { builder } from '../../builder.ts';
import { seesMoney } from '../../money-access.ts';

addAuditTrail(builder, 'incentives', seesMoney.capability);
