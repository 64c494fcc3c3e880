import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['src/**/*.slow.ts', 'test/**/*.slow.ts'], testTimeout: 900_000, fileParallelism: false },
});
