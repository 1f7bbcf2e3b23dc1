import './policy.type.ts';
import './policy.queries.ts';
import './mutations/deals-policy-publish.ts';
