import './program-enrollment.type.ts';
import './mutations/program-enrollment-upsert-many.ts';
