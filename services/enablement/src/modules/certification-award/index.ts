import './certification-award.type.ts';
import './certification-award.queries.ts';
import './partner-certification-awards.queries.ts';
import './mutations/certification-award-upsert-many.ts';
import './mutations/certification-grant.ts';
import './mutations/certification-revoke.ts';
