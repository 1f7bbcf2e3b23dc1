import './customer-survey.type.ts';
import './mutations/customer-survey-upsert-many.ts';
