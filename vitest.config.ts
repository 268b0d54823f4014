import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const endToEnd = 'test/e2e/**/*.test.ts';

export default defineConfig({
  test: {
    pool: 'forks',
    // V8 of Node 24 can abort where threads with WebAssembly come and go (`jit_page.has_value()`).
    execArgv: ['--no-memory-protection-keys'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Tests bring their own weights; those of the program itself have tests of their own.
    env: { MAMMOSCOPE_BUILT_IN_WEIGHTS: join(import.meta.dirname, 'test/no-weights') },
    reporters: ['default', './test/skipReporter.ts'],
    projects: [
      {
        extends: true,
        test: { name: 'modules', include: ['test/**/*.test.ts'], exclude: [endToEnd], maxWorkers: 2 },
      },
      {
        extends: true,
        // After the others and one file at a time: a browser without a graphics card keeps several cores busy.
        test: { name: 'app', include: [endToEnd], maxWorkers: 1, sequence: { groupOrder: 1 } },
      },
    ],
  },
});
