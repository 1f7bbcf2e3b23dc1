import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const globalSetup = ['test/testkit/global-setup.ts'];
const setupFiles = ['test/testkit/property-seed.ts'];

export default defineConfig({
  // The entry that Node itself loads: Vite's preference for "module" would bring in a second copy of graphql.
  // Its "main" has no extension, so ".js" must also come before Vite's first choice, ".mjs".
  resolve: { mainFields: ['main'], extensions: ['.js', '.mjs', '.ts', '.json'] },
  test: {
    maxWorkers: availableParallelism(),
    // Most tests ask a database; a busy machine takes its time.
    testTimeout: 20_000,
    hookTimeout: 60_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: [
            '{packages,services,examples}/*/**/*.test.ts',
            '{gateway,sdk,scripts,test/testkit}/**/*.test.ts',
          ],
          globalSetup,
          setupFiles,
        },
      },
      {
        extends: true,
        test: {
          name: 'graph',
          include: ['test/graph/**/*.test.ts'],
          globalSetup,
          setupFiles,
        },
      },
      {
        extends: true,
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          globalSetup,
          setupFiles,
          testTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.e2e.ts', 'test/e2e/**/*.test.ts'],
          globalSetup,
          setupFiles,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
