/** @file Convolution and pooling against PyTorch, over many shapes against their own lowering, and where they do not fit. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.ts';
import { type Expr, input, size } from './expr.ts';
import { gradients } from './grad.ts';
import { averagePool, conv, convGradWeight, maxPool, mul, OPS, reduceSum } from './ops.ts';
import { type Tensor, tensor } from './reference.ts';

const numbers = (shape: readonly number[], f: (i: number) => number): Tensor =>
  tensor(
    shape,
    Float64Array.from({ length: size(shape) }, (_, i) => f(i)),
  );
const sum = (y: Expr): Expr => reduceSum(y, [0, 1, 2, 3]);
const digits = (data: Float64Array): number[] => [...data].map((x) => Math.round(x * 1e6) / 1e6);

const CONV = {
  y: [
    -0.404524, -1.031486, -0.10012, 0.923296, 0.56566, -0.781755, -0.67181, 0.469225, 1.178858, 0.162647,
    0.407628, -0.388841, -1.39713, -1.120904, -0.029491, -0.260886, -1.470628, -1.325731, 0.038037, 0.754236,
  ],
  dx: [
    2.315589, 4.466799, 1.298453, -2.259339, -1.285034, 3.278144, 5.269521, 1.310378, 4.572622, 3.15139,
    -1.985781, -3.734871, -3.316426, -1.538828, 3.438309, 4.17342, -2.52073, -5.901026, -3.616768, 1.798131,
    -2.474634, 1.759996, 4.995994, 2.238298,
  ],
  dw: [
    -0.328115, 3.758469, -0.880251, -6.626251, -2.237251, 1.390497, 2.850101, -3.985224, 5.738291, 4.006159,
    -9.950598, -3.873561, 3.564862, 4.980551, -9.196619, -7.968109,
  ],
};
const AVERAGE = {
  y: [
    0.0, 0.875384, 0.14112, 0.116278, -0.342561, -0.171502, -0.536573, 0.705387, 0.650288, 0.312521,
    -0.221145, -0.348172,
  ],
  dx: [
    0.0, 0.875384, 0.875384, 0.28224, 0.116278, -0.17128, -0.17128, -0.171502, 0.116278, -0.17128, -0.17128,
    -0.171502, -1.073146, 0.705387, 0.705387, 1.300576, 0.312521, -0.110573, -0.110573, -0.348172, 0.312521,
    -0.110573, -0.110573, -0.348172,
  ],
};

describe('PyTorch 2.15 in float64 gives the same', () => {
  const x = input('x', [1, 2, 3, 4]);
  const w = input('w', [2, 2, 2, 2]);
  const feeds = { x: numbers(x.shape, (i) => Math.sin(i)), w: numbers(w.shape, (i) => Math.cos(i)) };

  // x = torch.arange(24.).sin().view(1, 2, 3, 4), w = torch.arange(16.).cos().view(2, 2, 2, 2);
  // y = conv2d(x, w, stride=(2, 1), padding=(1, 1)); (y * y).sum().backward()
  it('for a convolution with stride and padding, forward and backward', () => {
    const y = conv(x, w, { strides: [2, 1], pads: [1, 1, 1, 1], dilations: [1, 1] });
    const [value, dx, dw] = evaluate([y, ...gradients(sum(mul(y, y)), [x, w])], feeds);
    expect([...value!.shape]).toEqual([1, 2, 2, 5]);
    expect(digits(value!.data)).toEqual(CONV.y);
    expect(digits(dx!.data)).toEqual(CONV.dx);
    expect(digits(dw!.data)).toEqual(CONV.dw);
  });

  // avg_pool2d(x, 2, stride=2, padding=1, count_include_pad=False)
  it('for an average pooling that does not count the padding', () => {
    const y = averagePool(x, { kernel_shape: [2, 2], strides: [2, 2], pads: [1, 1, 1, 1] });
    const [value, dx] = evaluate([y, ...gradients(sum(mul(y, y)), [x])], feeds);
    expect(digits(value!.data)).toEqual(AVERAGE.y);
    expect(digits(dx!.data)).toEqual(AVERAGE.dx);
  });
});

it('of tied maxima the first gets the gradient, in PyTorch too', () => {
  const x = input('x', [1, 1, 2, 4]);
  const y = maxPool(x, { kernel_shape: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] });
  // max_pool2d of these, backward of the sum
  const [dx] = evaluate(gradients(sum(y), [x]), { x: tensor(x.shape, [0, 3, 5, 5, 3, 3, 5, 5]) });
  expect([...dx!.data]).toEqual([0, 1, 1, 0, 0, 0, 0, 0]);
});

it('pooling gradients are what they are in plain ONNX, for any window', () => {
  const window = fc.record({
    map: fc.tuple(fc.integer({ min: 2, max: 7 }), fc.integer({ min: 2, max: 7 })),
    kernel_shape: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    strides: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
    pads: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }),
  });
  fc.assert(
    fc.property(window, ({ map, ...attributes }) => {
      const { kernel_shape, pads } = attributes;
      fc.pre(pads.every((n, i) => n < kernel_shape[i % 2]!) && map.every((n, i) => n >= kernel_shape[i]!));
      const x = input('x', [1, 2, ...map]);
      const y = maxPool(x, attributes);
      const d = input('d', y.shape);
      const max = OPS.MaxPoolGrad.lowering!([d, x, y], attributes);
      const average = { ...attributes, shape: x.shape };
      // Few values, so that many are tied.
      const feeds = { x: numbers(x.shape, (i) => (i * i) % 3), d: numbers(y.shape, (i) => i + 1) };
      const results = evaluate(
        [max, OPS.AveragePoolGrad.lowering!([d], average), ...gradients(sum(mul(y, d)), [x]), y],
        feeds,
      );
      const shares = OPS.AveragePoolGrad.reference([feeds.d], average);
      expect([...results[0]!.data]).toEqual([...results[2]!.data]);
      // 1/count of an average is a float32 constant there
      results[1]!.data.forEach((value, i) => {
        expect(Math.abs(value - shares.data[i]!)).toBeLessThan(1e-7 * Math.max(1, shares.data[i]!));
      });
    }),
    { numRuns: 100 },
  );
});

it('the gradient of weights is what it is in plain ONNX, whatever strides leave over', () => {
  const two = (min: number, max: number) => fc.tuple(fc.integer({ min, max }), fc.integer({ min, max }));
  const window = fc.record({
    map: two(3, 7),
    kernel_shape: two(1, 3),
    strides: two(1, 3),
    dilations: two(1, 2),
    pads: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 4, maxLength: 4 }),
  });
  fc.assert(
    fc.property(window, ({ map, ...attributes }) => {
      const { kernel_shape, strides, pads, dilations } = attributes;
      fc.pre(map.every((n, i) => n >= (kernel_shape[i]! - 1) * dilations[i]! + 1));
      const x = input('x', [2, 2, ...map]);
      const w = input('w', [3, 2, ...kernel_shape]);
      const y = conv(x, w, { strides, pads, dilations });
      const d = input('d', y.shape);
      const feeds = { x: numbers(x.shape, (i) => (i % 7) - 3), d: numbers(y.shape, (i) => (i % 5) - 2) };
      const [dw] = gradients(sum(mul(y, d)), [w]);
      const [found, plain] = evaluate([dw!, OPS.ConvGradWeight.lowering!([x, d], attributes)], {
        ...feeds,
        w: numbers(w.shape, () => 0),
      });
      expect([...found!.shape]).toEqual([...w.shape]);
      expect([...plain!.data]).toEqual([...found!.data]);
    }),
    { numRuns: 100 },
  );
});

it('says what does not fit', () => {
  const x = input('x', [1, 2, 3, 3]);
  const plain = { strides: [1, 1], pads: [0, 0, 0, 0], dilations: [1, 1] };
  expect(() => conv(x, input('w', [1, 3, 1, 1]), plain)).toThrow(
    'Conv: [1, 2, 3, 3] with weights [1, 3, 1, 1]',
  );
  expect(() => conv(x, input('w', [1, 2, 5, 5]), plain)).toThrow('no window of 5 × 5 fits into [1, 2, 3, 3]');
  expect(() => convGradWeight(x, input('d', [1, 4, 3, 3]), { ...plain, kernel_shape: [2, 2] })).toThrow(
    'ConvGradWeight: [1, 4, 3, 3] for [1, 2, 3, 3]; expected [1, 4, 2, 2]',
  );
  expect(() => conv(input('x', [2, 3]), input('w', [1, 2, 1, 1]), plain)).toThrow(
    '[2, 3] is not [N, C, H, W]',
  );
});
