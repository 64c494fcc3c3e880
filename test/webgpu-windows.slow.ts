/** @file Convolutions and poolings at the edges of what they mean, as a GPU computes them; and that the probe of wrong ones is what makes them right. */
import { expect, it } from 'vitest';
import { DEVICES } from '../src/engines/onnx/devices.ts';
import { GEOMETRIES } from '../src/engines/onnx/webgpu/convolutions.ts';
import { wrongGeometries } from '../src/engines/onnx/webgpu/probe.ts';
import { substitutesWhere } from '../src/engines/onnx/webgpu/substitutes.ts';
import { evaluate } from '../src/graph/evaluate.ts';
import { type Expr, input, inputsOf, type Shape } from '../src/graph/expr.ts';
import { gradients } from '../src/graph/grad.ts';
import { averagePool, conv, convTranspose, maxPool, mul, reduceSum } from '../src/graph/ops.ts';
import { sampleFeeds } from '../src/graph/samples.ts';
import { onOnnx } from './on-onnx.ts';
import { describeSoftware } from './webgpu.ts';

const GPU = DEVICES['webgpu:software'];

interface Edge {
  readonly map: Shape;
  readonly kernel: Shape;
  readonly strides?: readonly number[];
  readonly pads?: readonly number[];
  readonly dilations?: readonly number[];
}
const EDGES: Readonly<Record<string, Edge>> = {
  'a kernel as large as the map': { map: [3, 4], kernel: [3, 4] },
  'the same, padded at the end': { map: [2, 2], kernel: [2, 2], pads: [0, 0, 1, 1] },
  'the same, padded below alone, with strides': {
    map: [3, 2],
    kernel: [3, 2],
    pads: [0, 0, 2, 0],
    strides: [2, 1],
  },
  'the same, padded all around': { map: [3, 3], kernel: [3, 3], pads: [1, 1, 1, 1] },
  'a kernel larger than the map': { map: [2, 2], kernel: [3, 3], pads: [1, 1, 1, 1] },
  'a map of one': { map: [1, 1], kernel: [1, 1] },
  'a map of one in a frame': { map: [1, 1], kernel: [3, 3], pads: [1, 1, 1, 1] },
  'a row': { map: [1, 6], kernel: [1, 3], pads: [0, 1, 0, 1] },
  'strides beyond the kernel': { map: [7, 8], kernel: [2, 1], strides: [3, 4] },
  'a single pixel with strides': { map: [5, 4], kernel: [1, 1], strides: [2, 3] },
  'uneven pads': { map: [5, 4], kernel: [3, 4], pads: [2, 1, 0, 3], strides: [2, 1] },
  'what a stride leaves over': { map: [8, 6], kernel: [3, 3], strides: [3, 2] },
};
/** What a convolution may do besides. */
const CONVOLUTIONS: Readonly<Record<string, Edge>> = {
  ...EDGES,
  'a single pixel, padded at the end': { map: [3, 2], kernel: [1, 1], pads: [0, 0, 1, 1] },
  'a single pixel in a frame': { map: [3, 3], kernel: [1, 1], pads: [1, 1, 1, 1] },
  'taps apart, as far as the map goes': { map: [5, 5], kernel: [3, 2], dilations: [2, 4] },
};

/** By channels in and out: products are computed in fours where that is possible, or in threes. */
const CHANNELS = [
  [1, 1],
  [3, 5],
  [4, 8],
  [6, 4],
] as const;

/** A node and the gradients of a weighted sum of it. */
function withGradients(y: Expr): Record<string, Expr> {
  const sum = reduceSum(mul(y, input('weights', y.shape)), [0, 1, 2, 3]);
  const slopes = gradients(sum, inputsOf([y]));
  return { y, ...Object.fromEntries(slopes.map((d, i) => [`d${i}`, d])) };
}

/** How far what a device gives is from double precision, at most. */
async function worst(outputs: Record<string, Expr>, device = GPU): Promise<number> {
  const inputs = inputsOf(Object.values(outputs));
  const drawn = sampleFeeds(inputs, 3);
  const feeds = Object.fromEntries(inputs.map((x, i) => [x.attributes.name, drawn[`x${i}`]!]));
  const found = await onOnnx(outputs, feeds, device);
  const exact = evaluate(Object.values(outputs), feeds);
  const off = Object.keys(outputs).map((name, i) =>
    exact[i]!.data.reduce((most, value, at) => {
      const difference = Math.abs(value - (found[name]!.data as Float32Array)[at]!);
      // A number that is none is as far off as can be.
      return Math.max(most, Number.isFinite(difference) ? difference : Number.POSITIVE_INFINITY);
    }, 0),
  );
  return Math.max(...off);
}

const NONE = { strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1] };
const convolution = ({ map, kernel, ...rest }: Edge, [c, m]: readonly [number, number], samples = 2): Expr =>
  conv(input('x', [samples, c, ...map]), input('w', [m, c, ...kernel]), { ...NONE, ...rest });

describeSoftware(() => {
  const channels = Object.entries(CONVOLUTIONS).flatMap(([name, edge]) =>
    CHANNELS.map((pair) => [name, pair, edge] as const),
  );
  it.each(channels)('convolves with %s, channels %j, forward and backward', async (_, pair, edge) => {
    expect(await worst(withGradients(convolution(edge, pair)))).toBeLessThan(2e-5);
  });

  it.each(channels)('convolves back with %s, channels %j, forward and backward', async (_, pair, edge) => {
    const { shape } = convolution(edge, pair);
    const { map: __, kernel, ...rest } = edge;
    const [d, w] = [input('d', shape), input('w', [shape[1]!, pair[0], ...kernel])];
    const y = convTranspose(d, w, { ...NONE, ...rest, output_padding: [0, 0] });
    expect(await worst(withGradients(y))).toBeLessThan(2e-5);
  });

  it.each(Object.entries(EDGES))('pools with %s, forward and backward', async (_, edge) => {
    const { map, kernel, strides, pads } = { ...NONE, ...edge };
    const [x, windows] = [input('x', [2, 3, ...map]), { kernel_shape: kernel, strides, pads }];
    for (const pool of [maxPool, averagePool])
      expect(await worst(withGradients(pool(x, windows)))).toBeLessThan(2e-6);
  });

  it.each([6, 9, 15, 18])('convolves %d samples of as many channels, forward and backward', async (count) => {
    for (const edge of [EDGES['the same, padded at the end']!, { map: [4, 4], kernel: [3, 3] }])
      expect(await worst(withGradients(convolution(edge, [count, 8], count)))).toBeLessThan(5e-5);
  });

  it('finds convolutions that are computed wrong, without which they would be', async () => {
    const covering = convolution(EDGES['the same, padded at the end']!, [3, 5]);
    const single = convolution(CONVOLUTIONS['a single pixel, padded at the end']!, [3, 5]);
    const threes = convolution({ map: [4, 4], kernel: [2, 2] }, [6, 4]);
    const wrong = await wrongGeometries(GPU);
    const told = (of: typeof wrong) => ({ ...GPU, substitutes: async () => substitutesWhere(of) });
    for (const [geometry, y] of [
      ['covering', covering],
      ['single', single],
      ['threes', threes],
    ] as const) {
      // Told that all is well, the device shows whether it is; told the worst, it computes right.
      const off = await worst({ y }, told(new Set()));
      if (wrong.has(geometry)) expect(off).toBeGreaterThan(0.1);
      else expect(off).toBeLessThan(2e-5);
      expect(await worst({ y }, told(new Set(GEOMETRIES)))).toBeLessThan(2e-5);
    }
  });

  it('refuses a device that computes wrong in every way', async () => {
    const node = convolution(EDGES['the same, padded at the end']!, [3, 5]);
    const trial = { name: 'this', node, instead: { geometry: 'covering' as const, node } };
    const isWrong = (await wrongGeometries(GPU)).has('covering');
    if (isWrong) await expect(wrongGeometries(GPU, [trial])).rejects.toThrow(/computes wrong: this/);
    else expect(await wrongGeometries(GPU, [trial])).toEqual(new Set());
  });
});
