import { defineConfig } from 'tsdown';
import manifest from './package.json' with { type: 'json' };

// The exports of the workspace name the source of each entry; those of publishConfig name what is built from it.
const sources = Object.entries(manifest.exports).filter(
  ([name, path]) => path.endsWith('.ts') && !name.includes('*'),
);
const nameOf = (entry: string): string => (entry === '.' ? 'index' : entry.slice(2));

export default defineConfig({
  entry: Object.fromEntries(sources.map(([name, path]) => [nameOf(name), path])),
  format: ['esm', 'cjs'],
  platform: 'neutral',
  target: 'es2022',
  fixedExtension: true,
  dts: { oxc: true, sourcemap: false },
  tsconfig: 'tsconfig.portable.json',
  sourcemap: true,
  clean: true,
});
