import './requirement.type.ts';
import './requirement.queries.ts';
import './mutations/certification-requirement-publish.ts';
