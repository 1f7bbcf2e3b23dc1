import './renewal-metrics.queries.ts';
