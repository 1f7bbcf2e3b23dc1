import './award.type.ts';
import './award.queries.ts';
import './partner-awards.ts';
import './mutations/certification-award-upsert-many.ts';
import './mutations/certification-grant.ts';
import './mutations/certification-revoke.ts';
