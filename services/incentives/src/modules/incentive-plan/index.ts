import './incentive-plan.queries.ts';
import './mutations/incentive-plan-publish.ts';
