import { expect, it } from 'vitest';
import { erf, matMul, tensor, transpose } from './reference.ts';

// scipy.special.erf
it.each([
  [0, 0],
  [0.1, 0.1124629160182849],
  [-1, -0.8427007929497149],
  [2.5, 0.9995930479825551],
  [3.5, 0.9999992569016276],
  [-6, -1],
])('erf(%d)', (x, expected) => {
  expect(erf(x)).toBeCloseTo(expected, 12);
});

it('multiplies matrices with stretching leading axes', () => {
  const product = matMul(tensor([2, 1, 2], [1, 2, 3, 4]), tensor([2, 2], [1, 0, 0, 2]));
  expect([[...product.shape], [...product.data]]).toEqual([
    [2, 1, 2],
    [1, 4, 3, 8],
  ]);
});

it('transposes as NumPy does', () => {
  // np.arange(6).reshape(1, 2, 3).transpose(2, 0, 1).ravel()
  expect([...transpose(tensor([1, 2, 3], [0, 1, 2, 3, 4, 5]), [2, 0, 1]).data]).toEqual([0, 3, 1, 4, 2, 5]);
});
