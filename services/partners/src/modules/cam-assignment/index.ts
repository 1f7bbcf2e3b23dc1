import './cam-assignment.type.ts';
import './mutations/cam-assign.ts';
