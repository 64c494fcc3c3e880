/** @file Made-up convolutional networks, and how far what rules make of one is from its plain lowering, forward and backward. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { DEVICES } from '../src/engines/onnx/devices.ts';
import type { Outputs } from '../src/engines/onnx/rules/rule.ts';
import { applyRules } from '../src/engines/onnx/rules/rules.ts';
import type { RuleChoice } from '../src/engines/rule-names.ts';
import { type Expr, input, size } from '../src/graph/expr.ts';
import { gradients } from '../src/graph/grad.ts';
import { add, averagePool, conv, maxPool, mul, reduceSum, reshape } from '../src/graph/ops.ts';
import { type Tensor, tensor } from '../src/graph/reference.ts';
import { type ActivationName, activate } from '../src/network/activations.ts';
import { batchStatistics, normalise } from '../src/network/normalise.ts';
import { onOnnx } from './on-onnx.ts';

export interface Layer {
  readonly units: number;
  readonly kernel: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  /** `same` padding, where an even kernel gets more at the end; or none. */
  readonly same: boolean;
  readonly normalized: boolean;
  readonly activation: ActivationName;
  readonly pool: 'max' | 'average' | 'none';
  readonly window: readonly number[];
  readonly apart: readonly number[];
}
/** A layer as most are. */
export const LAYER: Layer = {
  units: 16,
  kernel: [3, 3],
  strides: [1, 1],
  dilations: [1, 1],
  same: true,
  normalized: false,
  activation: 'elu',
  pool: 'max',
  window: [2, 2],
  apart: [2, 2],
};
export type Rules = RuleChoice;
export interface Net {
  readonly batch: number;
  readonly map: readonly number[];
  readonly channels: number;
  readonly layers: readonly Layer[];
}

/** The network's output, and the gradients of a weighted sum of it with respect to the images and every parameter. */
export function graphOf({ batch, map, channels, layers }: Net): {
  outputs: Outputs;
  inputs: readonly Expr<'Input'>[];
} {
  const x = input('x', [batch, channels, ...map]);
  const inputs = [x];
  let a: Expr = x;
  for (const [i, layer] of layers.entries()) {
    const learned = (name: string, shape: readonly number[]): Expr => {
      inputs.push(input(`${name}${i}`, shape));
      return inputs.at(-1)!;
    };
    const { units, kernel, strides, dilations } = layer;
    const spare = kernel.map((k, axis) => (layer.same ? (k - 1) * dilations[axis]! : 0));
    const pads = [...spare.map((n) => Math.floor(n / 2)), ...spare.map((n) => Math.ceil(n / 2))];
    const z = conv(a, learned('w', [units, a.shape[1]!, ...kernel]), { strides, dilations, pads });
    const beta = learned('b', [units]);
    const u = layer.normalized
      ? normalise(z, batchStatistics(z), learned('g', [units]), beta)
      : add(z, reshape(beta, [units, 1, 1]));
    const y = activate({ name: layer.activation }, u);
    const windows = { kernel_shape: layer.window, strides: layer.apart, pads: [0, 0, 0, 0] };
    if (layer.pool === 'none') a = y;
    else a = layer.pool === 'max' ? maxPool(y, windows) : averagePool(y, windows);
  }
  const flat = reshape(a, [batch, size(a.shape) / batch]);
  const loss = reduceSum(mul(flat, input('weights', flat.shape)), [0, 1]);
  const slopes = Object.fromEntries(
    gradients(loss, inputs).map((d, i) => [`d${inputs[i]!.attributes.name}`, d]),
  );
  return { outputs: { y: flat, ...slopes }, inputs: [...inputs, input('weights', flat.shape)] };
}

/**
 * Scattered numbers around 0, none of which is 0: a factor of 0 makes all numbers of a pooling window equal, and a weight of 0 leaves batch
 * normalisation nothing but rounding. Among the factors are negative ones.
 */
const numbers = (inputs: readonly Expr<'Input'>[]): Record<string, Tensor> =>
  Object.fromEntries(
    inputs.map(({ attributes, shape }, k) => [
      attributes.name,
      tensor(
        shape,
        Float64Array.from({ length: size(shape) }, (_, i) =>
          Math.sin(0.7 + i * (1.37 + 0.11 * k) + (i % 7) * (i % 11)),
        ),
      ),
    ]),
  );

// Winograd rounds some 5 times coarser than the plain way, and a net of three layers adds up.
const TOLERANCE = 5e-5;

/** The largest difference between two graphs' outputs, in each one's largest number. */
async function difference(net: Net, rules: Rules, others: Rules): Promise<{ worst: number; where: string }> {
  const { outputs, inputs } = graphOf(net);
  const feeds = numbers(inputs);
  const [plain, ruled] = [
    await onOnnx(applyRules(outputs, others, DEVICES.cpu), feeds),
    await onOnnx(applyRules(outputs, rules, DEVICES.cpu), feeds),
  ];
  const largest = (name: string): number =>
    (plain[name]!.data as Float32Array).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // Some gradients are 0 but for rounding, as that of a single weight before batch normalisation is.
  const floor = 0.01 * Math.max(...Object.keys(outputs).map(largest));
  let [worst, where] = [0, ''];
  for (const name of Object.keys(outputs)) {
    const [expected, found] = [plain, ruled].map((r) => r[name]!.data as Float32Array) as [
      Float32Array,
      Float32Array,
    ];
    expect(ruled[name]!.dims).toEqual(plain[name]!.dims);
    const scale = Math.max(largest(name), floor);
    found.forEach((value, i) => {
      const off = Math.abs(value - expected[i]!) / scale;
      if (!(off <= worst)) [worst, where] = [off, name];
    });
  }
  return { worst, where };
}

/** Checks the rules on one network, against the plain lowering or against others. */
export async function checkNet(net: Net, rules: Rules, others: Rules = 'none'): Promise<void> {
  const { worst, where } = await difference(net, rules, others);
  expect(worst, where).toBeLessThan(TOLERANCE);
}

/** Checks the rules on `runs` networks, half of them with odd strides, dilations and windows. */
export async function checkRules(rules: Rules, runs: number): Promise<void> {
  for (const layer of [tiled, odd])
    await fc.assert(
      fc.asyncProperty(netOf(layer).filter(fits), (net) => checkNet(net, rules)),
      { numRuns: Math.ceil(runs / 2), seed: 3 },
    );
}

const two = (most: number) => fc.tuple(fc.integer({ min: 1, max: most }), fc.integer({ min: 1, max: most }));
const usual = fc.record({
  units: fc.constantFrom(3, 16, 17),
  kernel: fc.constantFrom([1, 1], [2, 2], [3, 3], [5, 5], [4, 4], [3, 1], [1, 2]),
  strides: fc.constant([1, 1]),
  dilations: fc.constant([1, 1]),
  same: fc.constant(true),
  normalized: fc.boolean(),
  activation: fc.constantFrom<ActivationName>('elu', 'relu', 'lrelu', 'srelu', 'selu', 'gelu', 'tanh'),
  pool: fc.constantFrom<Layer['pool']>('none', 'max', 'max', 'average'),
  window: fc.constantFrom([2, 2], [2, 2], [1, 2], [3, 3]),
});
// Windows side by side, as in most networks.
const tiled: fc.Arbitrary<Layer> = usual.map((layer) => ({ ...layer, apart: layer.window }));
const odd: fc.Arbitrary<Layer> = fc
  .tuple(
    usual,
    fc.record({ strides: two(2), dilations: two(2), same: fc.boolean(), window: two(3), apart: two(3) }),
  )
  .map(([layer, other]) => ({ ...layer, ...other }));
const netOf = (layer: fc.Arbitrary<Layer>): fc.Arbitrary<Net> =>
  fc.record({
    batch: fc.integer({ min: 1, max: 3 }),
    map: fc.constantFrom([8, 8], [12, 12], [9, 7], [4, 8], [16, 12]),
    channels: fc.constantFrom(1, 3, 16),
    layers: fc.array(layer, { minLength: 1, maxLength: 3 }),
  });
const fits = (net: Net): boolean => {
  try {
    graphOf(net);
    return true;
  } catch {
    return false;
  }
};

const SPATIAL = [
  'conv-1x1',
  'conv-columns',
  'winograd',
  'pool-planes',
  'average-pool',
  'column-sums',
] as const;
/** Each rule by itself, with what it needs, and all together. */
export const SETS: readonly { readonly rules: Rules }[] = [
  { rules: ['pool-first'] },
  { rules: ['elu-by-output'] },
  { rules: ['space-major'] },
  ...SPATIAL.map((name) => ({ rules: ['space-major', name] as const })),
  { rules: ['pool-first', 'space-major', ...SPATIAL] },
  { rules: 'all' },
];
