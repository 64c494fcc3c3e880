/** @file TABLE of small graphs, one a rewrite rule, that show what the rule makes of what it matches. */
import { type Outputs, rebuild } from '../engines/onnx/rules/rule.ts';
import { RULES } from '../engines/onnx/rules/rules.ts';
import { composite } from '../engines/onnx/space/composites.ts';
import type { RuleName } from '../engines/rule-names.ts';
import { type Expr, input } from '../graph/expr.ts';
import {
  add,
  conv,
  elu,
  expand,
  greater,
  matMul,
  maxPool,
  maxPoolGrad,
  mul,
  reduceSum,
  relu,
  sub,
  transpose,
  where,
} from '../graph/ops.ts';
import { print } from '../graph/print.ts';

/** 1 where x > 0, else another number: what stands in the gradients of activations. */
const slopeOf = (x: Expr, otherwise: Expr | number): Expr => where(greater(x, 0), 1, otherwise);

/** ELU and its derivative, as its gradient has it. */
const eluWithSlope = (x: Expr): Outputs => ({ y: elu(x, 1), slope: slopeOf(x, add(elu(x, 1), 1)) });

function denseLayers(): Outputs {
  const hidden = relu(
    add(matMul(input('x', [64, 784]), transpose(input('w', [100, 784]))), input('b', [100])),
  );
  return { y: matMul(hidden, transpose(input('w2', [10, 100]))) };
}

const POOL = { kernel_shape: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] };

/** Bias, ReLU and max-pooling, and the gradient before the bias. */
function pooledLayer(): Outputs {
  const z = add(input('x', [2, 16, 8, 8]), input('b', [16, 1, 1]));
  const y = maxPool(relu(z), POOL);
  return { y, dx: mul(maxPoolGrad(input('d', y.shape), relu(z), y, POOL), slopeOf(z, 0)) };
}

function imageLayer(): Outputs {
  const windows = { strides: [1, 1], pads: [1, 1, 1, 1], dilations: [1, 1] };
  const z = conv(input('x', [2, 16, 8, 8]), input('w', [16, 16, 3, 3]), windows);
  return { y: reduceSum(elu(add(z, input('b', [16, 1, 1])), 1), [2, 3]) };
}

/** Images [2, channels, 8, 8] as a matrix, and what slides over them. */
const matrix = (channels: number): Expr => input('x', [128, channels]);
const sliding = (kernel: number) => ({
  map: [8, 8, 2],
  out: [8, 8],
  kernel: [kernel, kernel],
  strides: [1, 1],
  pads: Array<number>(4).fill((kernel - 1) / 2),
  dilations: [1, 1],
});
const TILES = { map: [8, 8, 2], out: [4, 4], kernel: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] };

function maximaAndGradient(): Outputs {
  const y = composite('SpaceMaxPool', [matrix(16)], TILES);
  return { y, dx: composite('SpaceMaxPoolGrad', [input('d', [32, 16]), matrix(16), y], TILES) };
}

const EXAMPLES: { readonly [R in RuleName]: () => Outputs } = {
  uniform: () => ({ y: mul(expand(input('rate', []), [64, 128]), input('x', [64, 128])) }),
  'elu-by-exp': () => eluWithSlope(input('x', [64, 128])),
  'step-by-hard-sigmoid': () => ({
    relu: slopeOf(input('x', [64, 128]), 0),
    leaky: slopeOf(input('x', [64, 128]), 0.25),
  }),
  'elu-by-output': () => eluWithSlope(input('x', [2, 16, 8, 8])),
  'feature-major': denseLayers,
  'pool-first': pooledLayer,
  'space-major': imageLayer,
  'conv-1x1': () => ({ y: composite('SpaceConv', [matrix(16), input('w', [32, 16, 1, 1])], sliding(1)) }),
  winograd: () => ({ y: composite('SpaceConv', [matrix(16), input('w', [32, 16, 3, 3])], sliding(3)) }),
  'conv-columns': () => ({
    y: composite('SpaceConv', [matrix(3), input('w', [32, 3, 3, 3])], sliding(3)),
    dw: composite('SpaceConvWeight', [matrix(3), input('d', [128, 32])], sliding(3)),
  }),
  'pool-planes': maximaAndGradient,
  'average-pool': () => ({ y: composite('SpaceAveragePool', [matrix(16)], TILES) }),
  'column-sums': () => ({ y: reduceSum(input('x', [2048, 16]), [0]) }),
  strips: () => ({ y: matMul(input('x', [32_768, 192]), input('w', [192, 192])) }),
  gemm: () => ({
    y: add(matMul(input('x', [64, 784]), transpose(input('w', [100, 784]))), input('b', [100])),
    next: sub(input('w', [100, 784]), matMul(transpose(input('d', [64, 100])), input('x', [64, 784]))),
  }),
};

/** A rule's example, printed as it is before the rule and after it. */
export function printedExample(rule: RuleName): { readonly before: string; readonly after: string } {
  const before = rebuild(EXAMPLES[rule]());
  return { before: print(before), after: print(RULES[rule].apply(before)) };
}
