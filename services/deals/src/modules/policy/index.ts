import './policy.type.ts';
import './policy.queries.ts';
import './mutations/deals-policy-version-publish.ts';
