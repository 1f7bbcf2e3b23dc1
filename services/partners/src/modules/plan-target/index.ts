import './plan-target.type.ts';
import './mutations/plan-target-upsert-many.ts';
