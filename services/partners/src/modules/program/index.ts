import './program.type.ts';
import './program.queries.ts';
import './mutations/program-upsert-many.ts';
