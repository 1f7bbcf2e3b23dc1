import './conflict-case.type.ts';
import './conflict-case.queries.ts';
import './mutations/conflict-case-actions.ts';
