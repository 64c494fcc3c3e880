import { expect, it } from 'vitest';
import { evaluate } from '../graph/evaluate.ts';
import { constant, input } from '../graph/expr.ts';
import { mul, reduceSum, sub } from '../graph/ops.ts';
import { tensor } from '../graph/reference.ts';
import { momentumName, optimizerState, sgd } from './optimizers.ts';

// torch.optim.SGD, float64, PyTorch 2.15: w = [1, −2], loss Σ (w − [3, 1])², learning rate 0.1, three steps
it.each([
  [0, 0, [1.976, -0.536]],
  [0, 0.1, [1.941499, -0.503258]],
  [0.9, 0, [2.876, 0.814]],
  [0.9, 0.1, [2.811979, 0.880582]],
])(
  'three steps with momentum %d and weight decay %d end where PyTorch ends',
  (momentum, weightDecay, expected) => {
    const spec = { name: 'sgd', momentum, weightDecay } as const;
    const w = input('w', [2]);
    const error = sub(w, constant([3, 1], [2]));
    const velocity = input(momentumName('w'), [2]);
    const next = sgd(
      spec,
      reduceSum(mul(error, error), [0]),
      input('rate', []),
      [{ name: 'w', value: w, decays: true }],
      () => velocity,
    );
    let values = { w: tensor([2], [1, -2]), [momentumName('w')]: tensor([2], [0, 0]) };
    const rate = tensor([], [0.1]);
    for (let i = 0; i < 3; i++) {
      const results = evaluate([...next.values()], { ...values, rate });
      values = { ...values, ...Object.fromEntries([...next.keys()].map((name, k) => [name, results[k]!])) };
    }
    // 0.9 and 0.1 are float32 constants in the graph
    expected.forEach((value, i) => {
      expect(values.w.data[i]).toBeCloseTo(value, 6);
    });
    expect([...next.keys()]).toEqual(['w', ...optimizerState(spec, ['w'])]);
  },
);

it('leaves biases without weight decay', () => {
  const b = input('b', []);
  const spec = { name: 'sgd', momentum: 0, weightDecay: 0.5 } as const;
  const next = sgd(spec, mul(b, 0), input('rate', []), [{ name: 'b', value: b, decays: false }], () => b);
  expect(evaluate([next.get('b')!], { b: tensor([], [2]), rate: tensor([], [0.1]) })[0]!.data[0]).toBe(2);
});
