import './mrr-movement.type.ts';
