import { addAuditTrail } from '@channelgraph/graphql/audit.ts';
import { builder } from '../../builder.ts';
import { seesMoney } from '../../policy.ts';

addAuditTrail(builder, 'incentives', seesMoney.capability);
