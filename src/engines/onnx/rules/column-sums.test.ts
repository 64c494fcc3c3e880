/** @file Sums down long columns round as fine as a sum can, with the rule and in the plain lowering of sums of squares. */
import { expect, it } from 'vitest';
import { onOnnx } from '../../../../test/on-onnx.ts';
import { input } from '../../../graph/expr.ts';
import { reduceSum, reduceSumSquare } from '../../../graph/ops.ts';
import { tensor } from '../../../graph/reference.ts';
import { randomStream } from '../../../random/stream.ts';
import type { RuleChoice } from '../../rule-names.ts';
import { DEVICES } from '../devices.ts';
import { applyRules } from './rules.ts';

const CHANNELS = 3;
/** Largest error of sum and sum of squares of normal numbers around 1, relative to the sum in double precision. */
async function errors(shape: readonly number[], axes: readonly number[], rules: RuleChoice) {
  const x = input('x', shape);
  const count = shape.reduce((product, extent) => product * extent, 1);
  const inner = shape.length === 4 ? shape[2]! * shape[3]! : 1;
  const random = randomStream({ seed: 1, run: 0, purpose: 'probe', index: 0 });
  const data = Float32Array.from({ length: count }, () => 1 + random.normal());
  const exact = { sum: new Float64Array(CHANNELS), squares: new Float64Array(CHANNELS) };
  for (const [i, value] of data.entries()) {
    const channel = Math.floor(i / inner) % CHANNELS;
    exact.sum[channel]! += value;
    exact.squares[channel]! += value * value;
  }
  const outputs = { sum: reduceSum(x, axes, 1), squares: reduceSumSquare(x, axes, 1) };
  const found = await onOnnx(applyRules(outputs, rules, DEVICES.cpu), {
    x: tensor(shape, Float64Array.from(data)),
  });
  return (['sum', 'squares'] as const).map((name) => {
    const values = found[name]!.data as Float32Array;
    return Math.max(...values.map((value, channel) => Math.abs(value / exact[name][channel]! - 1)));
  });
}

// 102,400 numbers a channel, as batch 100 of 32 x 32 images has them. Added one after another they are off by 1e-5 (sum) and 3e-5 (squares).
it('of a space-major image', async () => {
  expect(Math.max(...(await errors([102_400, CHANNELS], [0], ['column-sums'])))).toBeLessThan(2e-6);
});

it('of rows whose number has no divisors to join them by, as without the rule', async () => {
  const shape = [1031, CHANNELS];
  expect(await errors(shape, [0], ['column-sums'])).toEqual(await errors(shape, [0], []));
});

it('of images as the plain lowering has them', async () => {
  expect(Math.max(...(await errors([100, CHANNELS, 32, 32], [0, 2, 3], [])))).toBeLessThan(2e-6);
});
