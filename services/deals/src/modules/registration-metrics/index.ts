import './registration-metrics.queries.ts';
