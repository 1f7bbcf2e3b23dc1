import { registerPolicy } from '../policy/policy.registry.ts';
import { pipelinePolicy } from './pipeline.policy.ts';
import './pipeline.type.ts';
import './pipeline.queries.ts';
import './pipeline.waterfall.type.ts';
import './pipeline.waterfall.queries.ts';
import './pipeline.delays.type.ts';
import './pipeline.coverage.type.ts';

registerPolicy(pipelinePolicy);
