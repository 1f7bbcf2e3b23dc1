import './managed-contract.type.ts';
import './managed-contract.queries.ts';
import './mutations/managed-contract-upsert-many.ts';
import './mutations/managed-contract-actions.ts';
