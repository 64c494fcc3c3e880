import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // The fuzz tests of npm test again, with 10,000 files instead of 1,200.
    include: ['src/**/*.slow.ts', 'test/**/*.slow.ts', 'src/config/fuzz.test.ts'],
    env: { ELU_BENCH_FUZZ: '2500' },
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
