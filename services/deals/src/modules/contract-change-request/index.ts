import './contract-change-request.type.ts';
import './contract-change-request.queries.ts';
import './mutations/contract-change-request-actions.ts';
