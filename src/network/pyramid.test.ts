/** @file Spatial pyramid pooling against PyTorch (test/oracles/spp.py): every map from 6 to 28, others that are not square, and ties. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluate } from '../graph/evaluate.ts';
import { constant, input, size } from '../graph/expr.ts';
import { gradients } from '../graph/grad.ts';
import { mul, reduceSum } from '../graph/ops.ts';
import { tensor } from '../graph/reference.ts';
import { checkPyramid, pyramid, pyramidSize } from './pyramid.ts';

interface Case {
  readonly shape: readonly number[];
  readonly levels: readonly number[];
  readonly values: 'apart' | 'tied';
  readonly y: readonly number[];
  /** [place, value] */
  readonly dx: readonly (readonly [number, number])[];
}
const cases = JSON.parse(
  readFileSync(new URL('../../test/oracles/spp.json', import.meta.url), 'utf8'),
) as Case[];

const numbers = (count: number): number[] =>
  Array.from({ length: count }, (_, i) => ((i + 1) * 7919) % 10007);

it.each(cases)(
  'of $shape at levels $levels, $values: values and gradient',
  ({ shape, levels, values, ...oracle }) => {
    const x = input('x', shape);
    const y = pyramid(x, levels);
    expect(y.shape).toEqual([shape[0], pyramidSize(levels, shape.slice(1))]);
    const weighted = reduceSum(mul(y, constant(numbers(size(y.shape)), y.shape)), [0, 1]);
    const data = numbers(size(shape)).map((n) => (values === 'apart' ? n : n % 3));
    const [value, dx] = evaluate([y, ...gradients(weighted, [x])], { x: tensor(shape, data) });
    expect([...value!.data]).toEqual(oracle.y);
    expect([...dx!.data.entries()].filter(([, d]) => d !== 0)).toEqual(oracle.dx);
  },
);

describe('a map that a level leaves a window of empty', () => {
  const refused = (levels: readonly number[], map: readonly number[]) => () => checkPyramid(levels, map);

  // At 5 Caffe's rule pads level 4 by 2 before windows of 2.
  it.each([
    [5, 4, '1, 2, 3'],
    [3, 4, '1, 2, 3'],
    [1, 2, '1'],
  ])('of %d at level %d is refused', (n, level, fitting) => {
    expect(refused([1, level], [n, 20])).toThrow(
      `network.spp: level ${level} leaves windows empty on a map of ${n} × 20; expected levels that fit it (${fitting})`,
    );
    expect(refused([1, level], [20, n])).toThrow('leaves windows empty');
  });

  it('is none from 6 on at levels 1, 2, 4', () => {
    for (let n = 6; n <= 100; n++) expect(refused([1, 2, 4], [n, n])).not.toThrow();
  });
});
