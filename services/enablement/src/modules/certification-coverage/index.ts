import './coverage.type.ts';
