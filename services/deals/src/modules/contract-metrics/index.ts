import './contract-metrics.queries.ts';
