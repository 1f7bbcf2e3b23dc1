import './pipeline.type.ts';
import './pipeline.queries.ts';
