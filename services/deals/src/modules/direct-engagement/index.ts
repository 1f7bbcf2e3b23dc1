import './mutations/direct-engagement-upsert-many.ts';
