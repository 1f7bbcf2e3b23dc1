import './partner-user.type.ts';
import './mutations/partner-user-upsert-many.ts';
