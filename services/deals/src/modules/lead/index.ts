import './lead.type.ts';
import './lead.queries.ts';
import './mutations/lead-create.ts';
import './mutations/lead-actions.ts';
