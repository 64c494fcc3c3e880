import { describe, expect, it } from 'vitest';
import { evaluate } from '../graph/evaluate.ts';
import { input } from '../graph/expr.ts';
import { gradients } from '../graph/grad.ts';
import { reduceSum } from '../graph/ops.ts';
import { tensor } from '../graph/reference.ts';
import { ACTIVATIONS, type ActivationName, activate } from './activations.ts';

const POINTS = [-3, -1, -0.25, 0, 0.5, 2];

// PyTorch 2.15 in float64: torch.nn.functional's functions of these names (lrelu with slope 0.1, srelu as clamp(min=-1)), and
// their gradients by backward().
const EXPECTED: Readonly<Record<ActivationName, readonly [values: number[], derivatives: number[]]>> = {
  elu: [
    [-0.950212931632, -0.632120558829, -0.221199216929, 0, 0.5, 2],
    [0.049787068368, 0.367879441171, 0.778800783071, 1, 1, 1],
  ],
  relu: [
    [0, 0, 0, 0, 0.5, 2],
    [0, 0, 0, 0, 1, 1],
  ],
  lrelu: [
    [-0.3, -0.1, -0.025, 0, 0.5, 2],
    [0.1, 0.1, 0.1, 0.1, 1, 1],
  ],
  srelu: [
    [-1, -1, -0.25, 0, 0.5, 2],
    [0, 0, 1, 1, 1, 1],
  ],
  selu: [
    [-1.670568728767, -1.111330737813, -0.388890197478, 0, 0.525350493678, 2.101401974711],
    [0.08753061208, 0.646768603035, 1.369209143369, 1.758099340847, 1.050700987355, 1.050700987355],
  ],
  gelu: [
    [-0.004049694095, -0.158655253931, -0.100323418579, 0, 0.345731230637, 1.954499736104],
    [-0.011945647204, -0.083315470588, 0.304626645116, 0.5, 0.867495124656, 1.085231801078],
  ],
  silu: [
    [-0.142277619533, -0.26894142137, -0.109455874779, 0, 0.311229665601, 1.761594155956],
    [-0.088104106015, 0.072329488129, 0.37628997843, 0.5, 0.739961187303, 1.090784248785],
  ],
  softplus: [
    [0.048587351574, 0.313261687518, 0.575939419879, 0.69314718056, 0.97407698418, 2.126928011043],
    [0.047425873178, 0.26894142137, 0.437823499114, 0.5, 0.622459331202, 0.880797077978],
  ],
  tanh: [
    [-0.995054753687, -0.761594155956, -0.244918662404, 0, 0.46211715726, 0.964027580076],
    [0.009866037165, 0.419974341614, 0.940014848806, 1, 0.786447732966, 0.070650824853],
  ],
  sigmoid: [
    [0.047425873178, 0.26894142137, 0.437823499114, 0.5, 0.622459331202, 0.880797077978],
    [0.045176659731, 0.196611933241, 0.246134082738, 0.25, 0.235003712202, 0.104993585404],
  ],
  identity: [POINTS, [1, 1, 1, 1, 1, 1]],
};

// Constants in a graph are float32, so selu and gelu differ from double precision in the eighth digit.
const DIGITS = 6;

describe.each(Object.keys(ACTIVATIONS) as ActivationName[])('%s', (name) => {
  const x = input('x', [POINTS.length]);
  const feeds = { x: tensor([POINTS.length], POINTS) };
  const y = activate({ name }, x);

  it('has the values that PyTorch gives', () => {
    const [values] = evaluate([y], feeds);
    EXPECTED[name][0].forEach((expected, i) => {
      expect(values!.data[i], `at ${POINTS[i]}`).toBeCloseTo(expected, DIGITS);
    });
  });

  it('has the derivative that PyTorch gives', () => {
    const [slopes] = evaluate(gradients(reduceSum(y, [0]), [x]), feeds);
    EXPECTED[name][1].forEach((expected, i) => {
      expect(slopes!.data[i], `at ${POINTS[i]}`).toBeCloseTo(expected, DIGITS);
    });
  });
});

it('parameters change the shape: ELU with α = 2 saturates at −2, LReLU follows its slope', () => {
  const x = input('x', [2]);
  const at = { x: tensor([2], [-20, 1]) };
  expect([...evaluate([activate({ name: 'elu', alpha: 2 }, x)], at)[0]!.data]).toEqual([
    expect.closeTo(-2, 6),
    1,
  ]);
  expect([...evaluate([activate({ name: 'lrelu', slope: 0.3 }, x)], at)[0]!.data]).toEqual([
    expect.closeTo(-6, 6),
    1,
  ]);
});
