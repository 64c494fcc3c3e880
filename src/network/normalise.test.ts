/** @file Batch normalisation against PyTorch, and how far its single pass over the data can be trusted in single precision. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../graph/evaluate.ts';
import { input, size } from '../graph/expr.ts';
import { gradients } from '../graph/grad.ts';
import { mul, reduceSum } from '../graph/ops.ts';
import { tensor } from '../graph/reference.ts';
import type { LayerSpec } from './layers.ts';
import { forward, type Network } from './network.ts';

const network: Network = {
  sampleShape: [3, 2, 2],
  layers: [{ kind: 'batch_norm', name: 'norm' } satisfies LayerSpec],
  init: 'he',
};
const x = input('x', [2, 3, 2, 2]);
const numbers = (shape: readonly number[], f: (i: number) => number) =>
  tensor(
    shape,
    Float64Array.from({ length: size(shape) }, (_, i) => f(i)),
  );
const feeds = {
  x: numbers(x.shape, (i) => 2 * Math.sin(i) + 1),
  'norm.weight': tensor([3], [0.5, 1, 2]),
  'norm.bias': tensor([3], [0.1, -0.2, 0.3]),
  'norm.running_mean': tensor([3], [0.5, 0, -0.5]),
  'norm.running_var': tensor([3], [2, 1, 0.5]),
  d: numbers(x.shape, Math.cos),
};

// PyTorch 2.15, float64: F.batch_norm(x, running_mean, running_var, weight, bias, training) of these numbers; the gradients of
// (y * d).sum(), and the running statistics after that call
const PYTORCH = {
  y: [
    -0.330888, 0.518151, 0.586588, -0.188499, -0.864538, -1.239485, 0.021039, 1.758114, 2.655501, 1.136905,
    -1.378498, -2.578056, -0.872287, 0.093058, 0.668629, 0.325248, 0.005294, -1.244073, -0.853751, 0.817399,
    2.454475, 2.253773, 0.029422, -2.17352,
  ],
  dx: [
    0.311627, 0.302869, -0.161669, -0.654893, -0.618291, 0.359454, 0.622607, -0.070773, 0.231131, -0.670604,
    -0.401283, 0.791483, 0.090553, 0.376363, 0.138823, -0.403674, -1.151679, -0.157545, 0.597323, 0.418904,
    0.973259, -0.270084, -0.710607, 0.056706,
  ],
  dweight: [-2.083948, 2.492884, 0.843996],
  dbias: [1.262513, 1.76029, -3.563717],
  running_mean: [0.635409, 0.020286, -0.3312],
  running_var: [1.912256, 1.032842, 0.714203],
  evaluated: [
    0.276776, 0.871785, 0.919745, 0.376563, -0.713602, -1.117844, 0.241167, 2.113962, 10.139198, 6.873869,
    1.465181, -1.114144, -0.102637, 0.573878, 0.97724, 0.736598, 0.224191, -1.12279, -0.701972, 1.099748,
    9.706945, 9.27539, 4.492528, -0.244299,
  ],
};

function close(actual: Float64Array, expected: readonly number[], name: string): void {
  expect(actual.length).toBe(expected.length);
  // ε and 0.1 are float32 constants in the graph.
  expected.forEach((value, i) => {
    expect(actual[i]!, `${name}[${i}]`).toBeCloseTo(value, 5);
  });
}

describe('PyTorch gives the same', () => {
  it('in a training step: value, gradients, running statistics', () => {
    const pass = forward(network, x, 'training');
    const sum = reduceSum(mul(pass.output, input('d', x.shape)), [0, 1, 2, 3]);
    const learned = ['norm.weight', 'norm.bias'].map((name) => pass.parameters.get(name)!);
    const [dx, dweight, dbias] = gradients(sum, [x, ...learned]) as [typeof x, typeof x, typeof x];
    const outputs = {
      y: pass.output,
      dx,
      dweight,
      dbias,
      running_mean: pass.next.get('norm.running_mean')!,
      running_var: pass.next.get('norm.running_var')!,
    };
    const values = evaluate(Object.values(outputs), feeds);
    Object.keys(outputs).forEach((name, i) => {
      close(values[i]!.data, PYTORCH[name as keyof typeof outputs], name);
    });
  });

  it('in evaluation, by the running statistics', () => {
    const pass = forward(network, x);
    expect(pass.next.size).toBe(0);
    close(evaluate([pass.output], feeds)[0]!.data, PYTORCH.evaluated, 'evaluated');
  });
});
