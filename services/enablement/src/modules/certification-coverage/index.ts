import './certification-coverage.type.ts';
