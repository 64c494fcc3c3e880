/** @file Runs as on a GPU that are killed and go on: to the bit what they would have been, since SwiftShader repeats itself. */
import { it } from 'vitest';
import { CONVOLUTIONAL, DENSE, expectExactResume } from './kill.ts';
import { describeSoftware, SOFTWARE } from './webgpu.ts';

const engine = `engine.name=${SOFTWARE}`;

describeSoftware(() => {
  it.each([
    ['SIGKILL', 8, DENSE],
    ['SIGTERM', 4, DENSE],
    ['SIGKILL', 4, CONVOLUTIONAL],
  ] as const)('is exact after %s, %i times', (signal, count, config) =>
    expectExactResume({ signal, count, jobs: 1, config: [...config, engine], iterations: [300, 100] }),
  );
});
