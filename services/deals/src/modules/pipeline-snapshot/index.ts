import './pipeline-snapshot.type.ts';
import './pipeline-snapshot.queries.ts';
import './mutations/pipeline-snapshot-take.ts';
