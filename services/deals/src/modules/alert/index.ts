import { registerPolicy } from '../policy/policy.registry.ts';
import { alertPolicy } from './alert.policy.ts';

registerPolicy(alertPolicy);
