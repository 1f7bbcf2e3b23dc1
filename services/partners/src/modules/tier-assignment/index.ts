import './tier-assignment.type.ts';
import './mutations/tier-assign.ts';
import './mutations/tier-assignment-upsert-many.ts';
