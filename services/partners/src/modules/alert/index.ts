import './alert.queries.ts';
import './mutations/alert-actions.ts';
