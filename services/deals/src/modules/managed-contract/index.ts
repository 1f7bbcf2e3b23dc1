import { registerPolicy } from '../policy/policy.registry.ts';
import { contractPolicy } from './contract.policy.ts';
import './managed-contract.type.ts';
import './managed-contract.queries.ts';
import './mutations/managed-contract-upsert-many.ts';
import './mutations/managed-contract-actions.ts';
import './mutations/managed-contract-create.ts';
import './mutations/managed-contract-transfer.ts';

registerPolicy(contractPolicy);
