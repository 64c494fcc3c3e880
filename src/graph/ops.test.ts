import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.ts';
import { input, size } from './expr.ts';
import { gradients } from './grad.ts';
import type { OpDef } from './op.ts';
import { make, mul, OPS, opNames, reduceSum } from './ops.ts';
import { tensor } from './reference.ts';
import { sampleFeeds } from './samples.ts';

// Central differences in double precision are exact to about step² and rounding / step.
const STEP = 1e-5;
const TOLERANCE = 1e-7;

describe.each(opNames)('%s', (op) => {
  const { sample } = OPS[op];
  const inputs = sample.inputs.map(({ shape, dtype }, i) => input(`x${i}`, shape, dtype));
  const y = make(op, inputs, sample.attributes);
  const feeds = sampleFeeds(sample.inputs, 1);

  it('means something of the shape its row says', () => {
    const [value] = evaluate([y], feeds);
    expect(value!.data).toHaveLength(size(y.shape));
    expect([...value!.shape]).toEqual([...y.shape]);
    expect(value!.data.every(Number.isFinite)).toBe(true);
  });

  const { lowering } = OPS[op] as OpDef<unknown>;
  it.runIf(lowering)('is the same in plain ONNX', () => {
    const [value, lowered] = evaluate([y, lowering!(inputs, sample.attributes)], feeds);
    expect([...lowered!.shape]).toEqual([...value!.shape]);
    // 1/count of an average is a float32 constant there
    value!.data.forEach((v, i) => {
      expect(Math.abs(lowered!.data[i]! - v), `[${i}]`).toBeLessThan(1e-7);
    });
  });

  const floats = inputs.filter((x) => x.dtype === 'float32');
  if (y.dtype !== 'float32' || floats.length === 0) return;

  it('has the gradient that finite differences show', () => {
    // A scalar in which every element of the result counts differently.
    const weights = tensor(
      y.shape,
      Float64Array.from({ length: size(y.shape) }, (_, i) => Math.sin(i + 1)),
    );
    const all = y.shape.map((_, axis) => axis);
    const scalar = reduceSum(mul(y, input('weights', y.shape)), all);
    const results = evaluate(gradients(scalar, floats), { ...feeds, weights });
    const at = (name: string, i: number, delta: number): number => {
      const moved = Float64Array.from(feeds[name]!.data);
      moved[i]! += delta;
      return evaluate([scalar], { ...feeds, weights, [name]: tensor(feeds[name]!.shape, moved) })[0]!
        .data[0]!;
    };
    for (const [k, x] of floats.entries()) {
      const name = x.attributes.name;
      for (let i = 0; i < size(x.shape); i++) {
        const slope = (at(name, i, STEP) - at(name, i, -STEP)) / (2 * STEP);
        expect(Math.abs(results[k]!.data[i]! - slope), `${name}[${i}]`).toBeLessThan(
          TOLERANCE * Math.max(1, Math.abs(slope)),
        );
      }
    }
  });
});

it('the Cast and the OneHot of integers let no gradient through, and say so', () => {
  expect(OPS.OneHot.gradient(input('d', []), input('y', []), [], { depth: 2 })).toEqual([undefined]);
  expect(OPS.Cast.gradient(input('d', []), input('y', []), [], { to: 'float32' })).toEqual([undefined]);
});

it('names the op and both shapes where operands do not fit', () => {
  expect(() => make('Add', [input('a', [2, 3]), input('b', [4])], {})).toThrow(
    'Add: shapes [2, 3] and [4] do not broadcast',
  );
  expect(() => make('MatMul', [input('a', [2, 3]), input('b', [4, 2])], {})).toThrow(
    'MatMul of [2, 3] and [4, 2]',
  );
  expect(() => make('Reshape', [input('a', [2, 3])], { shape: [4] })).toThrow('Reshape');
  expect(() => make('ReduceSum', [input('a', [2])], { axes: [1], keepdims: 0 })).toThrow('no axis 1 in [2]');
});
