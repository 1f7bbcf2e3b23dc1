import { writeFileSync } from 'node:fs';
import { mappingJsonSchema } from './mapping.ts';

// `pnpm --filter @channelgraph/cli generate` publishes the JSON Schema of mapping files.
const file = new URL('mapping.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(mappingJsonSchema(), null, 2)}\n`);
