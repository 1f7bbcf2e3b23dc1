import './registration-check.queries.ts';
