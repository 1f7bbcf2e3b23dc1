import './customer.type.ts';
import './customer.queries.ts';
import './mutations/customer-upsert-many.ts';
import './customer.matches.ts';
import './mutations/customer-merge.ts';
