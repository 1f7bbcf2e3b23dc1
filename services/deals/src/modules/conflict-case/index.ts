import { registerPolicy } from '../policy/policy.registry.ts';
import { conflictPolicy } from './conflict-case.policy.ts';
import './conflict-case.type.ts';
import './conflict-case.queries.ts';
import './mutations/conflict-case-actions.ts';

registerPolicy(conflictPolicy);
