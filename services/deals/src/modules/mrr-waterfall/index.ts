import './mrr-waterfall.type.ts';
import './mrr-waterfall.queries.ts';
