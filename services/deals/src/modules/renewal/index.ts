import { registerPolicy } from '../policy/policy.registry.ts';
import { renewalPolicy } from './renewal.policy.ts';
import './renewal.type.ts';
import './renewal.queries.ts';
import './renewal.calendar.ts';
import './mutations/renewal-actions.ts';

registerPolicy(renewalPolicy);
