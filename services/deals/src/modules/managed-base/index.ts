import './managed-base.type.ts';
