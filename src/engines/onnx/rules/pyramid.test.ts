/** @file A pyramid's windows, which tile a map and have many places, leave the graph of a step about as large as it is. */
import { expect, it } from 'vitest';
import { input, topological } from '../../../graph/expr.ts';
import { gradients } from '../../../graph/grad.ts';
import { conv, reduceSum } from '../../../graph/ops.ts';
import { pyramid } from '../../../network/pyramid.ts';
import { DEVICES } from '../devices.ts';
import { applyRules } from './rules.ts';

it('over a map of 14', { timeout: 20_000 }, () => {
  const w = input('w', [4, 3, 3, 3]);
  const window = { strides: [1, 1], pads: [1, 1, 1, 1], dilations: [1, 1] };
  const y = pyramid(conv(input('x', [2, 3, 14, 14]), w, window), [1, 2, 4]);
  const [dw] = gradients(reduceSum(y, [0, 1]), [w]);
  expect(topological(Object.values(applyRules({ dw: dw! }, 'all', DEVICES.cpu))).length).toBeLessThan(200);
});
