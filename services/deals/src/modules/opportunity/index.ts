import './opportunity.type.ts';
import './opportunity.queries.ts';
import './mutations/opportunity-upsert-many.ts';
import './mutations/opportunity-create-update.ts';
import './mutations/opportunity-stage.ts';
import './mutations/opportunity-set-credits.ts';
