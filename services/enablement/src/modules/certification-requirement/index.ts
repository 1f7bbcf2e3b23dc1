import './certification-requirement.type.ts';
import './certification-requirement.queries.ts';
import './mutations/certification-requirement-publish.ts';
