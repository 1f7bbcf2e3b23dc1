import './partner.type.ts';
import './partner.queries.ts';
import './mutations/partner-upsert-many.ts';
import './mutations/partner-update.ts';
import './mutations/partner-actions.ts';
