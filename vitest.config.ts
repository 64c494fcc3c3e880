import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    testTimeout: 30_000,
    // vitest leaves one core idle by default, which on two cores is half of the machine.
    maxWorkers: availableParallelism(),
  },
});
