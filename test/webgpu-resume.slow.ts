/** @file Runs as on a GPU that are killed and go on: to the bit what they would have been, since SwiftShader repeats itself. */
import { it } from 'vitest';
import { CONVOLUTIONAL, DENSE, expectExactResume } from './kill.ts';
import { describeSoftware, SOFTWARE } from './webgpu.ts';

const engine = `engine.name=${SOFTWARE}`;
/** Without a second phase, which would be as long as all the rest. */
const ONE_PHASE = CONVOLUTIONAL.filter((key) => !key.startsWith('train.phases'));

describeSoftware(() => {
  it.each([
    ['SIGKILL', 4, DENSE],
    ['SIGTERM', 2, DENSE],
    ['SIGKILL', 2, ONE_PHASE],
  ] as const)('is exact after %s, %i times', (signal, count, config) =>
    expectExactResume({ signal, count, jobs: 1, config: [...config, engine], iterations: [300, 100] }),
  );
});
