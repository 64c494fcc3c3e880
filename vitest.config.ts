import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 30_000,
    // vitest leaves one core idle by default, which on two cores is half of the machine; and tests that wait for a program leave one, too.
    maxWorkers: availableParallelism() + 1,
    // Modules here keep no state that a test could change, so files share what is loaded: a quarter of the time of the unit tests.
    isolate: false,
  },
});
