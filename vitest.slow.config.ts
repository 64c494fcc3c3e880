import { defineConfig } from 'vitest/config';
import { softwareVulkan } from './test/software-vulkan.ts';

// For the processes that vitest starts, which inherit it.
Object.assign(process.env, softwareVulkan());

export default defineConfig({
  test: {
    // The second line: tests of npm test again, which try more here.
    include: [
      ...['src/**/*.slow.ts', 'test/**/*.slow.ts'],
      ...[
        'src/config/{fuzz,resolved}.test.ts',
        'src/data/{prepare/prepare,shards/damage}.test.ts',
        'src/store/{checkpoint,safetensors}.test.ts',
        'src/statistics/statistics.test.ts',
        'test/cli-import.test.ts',
        'test/engine-contract.test.ts',
        'test/engine-ops.test.ts',
        'test/engine-optimizers.test.ts',
        'test/engines-agree.test.ts',
        'test/vectorize.test.ts',
      ],
    ],
    env: { ELU_BENCH_THOROUGH: '1' },
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
