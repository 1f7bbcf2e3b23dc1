import './viewer.queries.ts';
