import './managed-base.type.ts';
import './mrr-health.type.ts';
