import { describe, expect, it } from 'vitest';
import { evaluate } from './evaluate.ts';
import { type Expr, input } from './expr.ts';
import { gradients, unbroadcast } from './grad.ts';
import { add, elu, matMul, mul, reduceSum, transpose } from './ops.ts';
import { print } from './print.ts';
import { tensor } from './reference.ts';

const x = input('x', [2]);

describe('gradients', () => {
  it('of ELU reads as the paper writes it', () => {
    const [dx] = gradients(reduceSum(elu(x, 1), [0]), [x]);
    expect(print({ dx: dx! })).toMatchInlineSnapshot(`
      "%0 = Elu(x, alpha=1) [2]
      %1 = Add(%0, 1) [2]
      %2 = Greater(x, 0) [2] bool
      %3 = Where(%2, 1, %1) [2]
      %4 = Reshape(1, shape=[1]) [1]
      %5 = Expand(%4, shape=[2]) [2]
      %6 = Mul(%5, %3) [2]
      dx = %6"
    `);
  });

  it('add up over all uses of a value', () => {
    // y = Σ (x·x + x): dy/dx = 2x + 1
    const [dx] = gradients(reduceSum(add(mul(x, x), x), [0]), [x]);
    expect([...evaluate([dx!], { x: tensor([2], [3, -1]) })[0]!.data]).toEqual([7, -1]);
  });

  it('are zeros for what the scalar does not depend on', () => {
    const [dz] = gradients(reduceSum(x, [0]), [input('z', [3])]);
    expect([...evaluate([dz!], {})[0]!.data]).toEqual([0, 0, 0]);
  });

  it('of a dense layer agree with the matrix calculus by hand', () => {
    // y = Σ x Wᵀ with x = [1, 2], W = [[1, 1], [1, 1]]: dW = [[1, 2], [1, 2]]
    const [a, w] = [input('a', [1, 2]), input('w', [2, 2])];
    const [dw] = gradients(reduceSum(matMul(a, transpose(w)), [0, 1]), [w]);
    const feeds = { a: tensor([1, 2], [1, 2]), w: tensor([2, 2], [1, 1, 1, 1]) };
    expect([...evaluate([dw!], feeds)[0]!.data]).toEqual([1, 2, 1, 2]);
  });

  it('reach through a chain of 20,000 nodes', () => {
    let y: Expr = x;
    for (let i = 0; i < 20_000; i++) y = add(y, x);
    const [dx] = gradients(reduceSum(y, [0]), [x]);
    expect([...evaluate([dx!], { x: tensor([2], [1, 2]) })[0]!.data]).toEqual([20_001, 20_001]);
  });

  it('are only of scalars', () => {
    expect(() => gradients(x, [x])).toThrow('only a scalar has gradients here, not [2]');
  });
});

describe('unbroadcast', () => {
  it.each([
    [[2, 3], [3], [3, 5, 7]],
    [
      [2, 3],
      [2, 1],
      [3, 12],
    ],
    [[2, 3], [], [15]],
    [
      [2, 3],
      [1, 2, 3],
      [0, 1, 2, 3, 4, 5],
    ],
  ])('%j to %j', (from, to, expected) => {
    const d = tensor(from, [0, 1, 2, 3, 4, 5]);
    const [sum] = evaluate([unbroadcast(input('d', from), to)], { d });
    expect([...sum!.data]).toEqual(expected);
    expect([...sum!.shape]).toEqual(to);
  });
});
