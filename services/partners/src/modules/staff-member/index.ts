import './staff-member.type.ts';
import './staff-member.queries.ts';
import './mutations/staff-member-upsert-many.ts';
