import './deal-metrics.queries.ts';
