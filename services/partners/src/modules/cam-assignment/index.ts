import './cam-assignment.type.ts';
import './mutations/cam-assign.ts';
import './mutations/cam-assignment-upsert-many.ts';
