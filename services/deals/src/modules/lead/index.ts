import { registerPolicy } from '../policy/policy.registry.ts';
import { leadPolicy } from './lead.policy.ts';
import './lead.type.ts';
import './lead.queries.ts';
import './mutations/lead-create.ts';
import './mutations/lead-actions.ts';

registerPolicy(leadPolicy);
