import { registerPolicy } from '../policy/policy.registry.ts';
import { coSellPolicy } from './co-sell-request.policy.ts';
import './co-sell-request.type.ts';
import './co-sell-request.queries.ts';
import './mutations/co-sell-request-create.ts';
import './mutations/co-sell-request-actions.ts';

registerPolicy(coSellPolicy);
