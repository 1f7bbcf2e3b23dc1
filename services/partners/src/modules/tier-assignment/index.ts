import './tier-assignment.type.ts';
import './mutations/tier-assign.ts';
