import './customer-sla-result.type.ts';
import './mutations/customer-sla-result-record-many.ts';
