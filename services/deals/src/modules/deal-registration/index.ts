import './deal-registration.type.ts';
import './deal-registration.queries.ts';
import './mutations/deal-registration-content.ts';
import './mutations/deal-registration-review.ts';
