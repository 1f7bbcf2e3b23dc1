import { registerPolicy } from '../policy/policy.registry.ts';
import { registrationPolicy } from './deal-registration.policy.ts';
import './deal-registration.type.ts';
import './deal-registration.queries.ts';
import './mutations/deal-registration-content.ts';
import './mutations/deal-registration-review.ts';
import './mutations/deal-registration-protection.ts';
import './mutations/deal-registration-upsert-many.ts';

registerPolicy(registrationPolicy);
