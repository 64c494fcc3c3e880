/** The optimisers against torch.optim in float64 (test/oracles/optimizers.py says how the values were made). */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { evaluate } from '../graph/evaluate.ts';
import { constant, input, size } from '../graph/expr.ts';
import { gradients } from '../graph/grad.ts';
import { mul, reduceSum, sub } from '../graph/ops.ts';
import { type Tensor, tensor } from '../graph/reference.ts';
import { OPTIMIZERS, type OptimizerName, type OptimizerSpec, optimizerRow } from './optimizers.ts';
import { optimizerState, updates } from './update.ts';

interface Oracle {
  readonly start: readonly number[];
  readonly target: readonly number[];
  readonly curvature: readonly number[];
  readonly rate: number;
  readonly cases: readonly {
    readonly name: 'SGD' | 'Adam' | 'AdamW';
    readonly arguments: Readonly<Record<string, unknown>> & { readonly betas?: readonly [number, number] };
    readonly weights: Readonly<Record<string, readonly number[]>>;
  }[];
}
const oracle = JSON.parse(
  readFileSync(new URL('../../test/oracles/optimizers.json', import.meta.url), 'utf8'),
) as Oracle;

/** Torch's case in our words. */
function specOf({ name, arguments: { betas, ...others } }: Oracle['cases'][number]): OptimizerSpec {
  const moments = betas ? { beta1: betas[0], beta2: betas[1] } : {};
  return { name: name.toLowerCase() as OptimizerName, ...others, ...moments };
}

const W = input('w', [4]);
const RATE = input('rate', []);
const { start, target, curvature, rate } = oracle;
const error = sub(W, constant(target, [4]));
const loss = reduceSum(mul(constant(curvature, [4]), mul(error, error)), [0]);

/** One step on the oracle's loss as expressions, and what is kept beside w. */
function stepOf(spec: OptimizerSpec, decays = true) {
  const kept = optimizerState(spec, [{ name: 'w', shape: W.shape }]);
  const next = updates(spec, {
    rate: RATE,
    learned: [{ name: 'w', value: W, decays }],
    kept: (name) => input(name, kept.get(name)!),
    gradients: (factor) => gradients(factor ? mul(loss, factor) : loss, [W]),
  });
  return { kept, next };
}

/** Every tensor after so many steps, in double precision. */
function trained(spec: OptimizerSpec, steps: number, decays = true): Record<string, Tensor> {
  const { kept, next } = stepOf(spec, decays);
  let state: Record<string, Tensor> = {
    w: tensor([4], start),
    ...Object.fromEntries(
      [...kept].map(([name, shape]) => [name, tensor(shape, new Float64Array(size(shape)))]),
    ),
  };
  for (let k = 0; k < steps; k++) {
    const results = evaluate([...next.values()], { ...state, rate: tensor([], [rate]) });
    state = Object.fromEntries([...next.keys()].map((name, i) => [name, results[i]!]));
  }
  return state;
}

it.each(oracle.cases.map((one) => [one.name, JSON.stringify(one.arguments), one] as const))(
  '%s with %s goes where PyTorch goes, over 100 steps',
  (_name, _arguments, one) => {
    for (const [steps, expected] of Object.entries(one.weights)) {
      const { w } = trained(specOf(one), Number(steps));
      expected.forEach((value, i) => {
        // The graph's constants, such as 0.9, are float32.
        expect(Math.abs(w!.data[i]! - value), `weight ${i} after ${steps}`).toBeLessThan(1e-6);
      });
    }
  },
);

it('knows every row of the table by the oracle', () => {
  expect(new Set(oracle.cases.map((one) => specOf(one).name))).toEqual(new Set(Object.keys(OPTIMIZERS)));
});

it.each(Object.keys(OPTIMIZERS) as OptimizerName[])(
  '%s gives all that it keeps anew, and leaves biases alone',
  (name) => {
    const spec: OptimizerSpec = { name, weight_decay: 0.5, ...(name === 'sgd' && { momentum: 0.9 }) };
    const { kept, next } = stepOf(spec);
    expect([...next.keys()]).toEqual(['w', ...kept.keys()]);
    for (const [of, shape] of kept) expect(next.get(of)!.shape).toEqual(shape);
    // By hand: without decay a weight without gradient stays where it is; the oracle's last one is at 0 anyway.
    const still = { ...spec, weight_decay: 0 };
    expect(trained(spec, 3, false)).toEqual(trained(still, 3));
    expect(trained(spec, 3)).not.toEqual(trained(still, 3));
  },
);

it('counts steps, and corrects the moments in float32 as in double precision, however many there are', () => {
  expect(trained({ name: 'adam' }, 7)['adam.step']!.data[0]).toBe(7);
  // 1 − βᵗ by expm1; a step of m = v = 1 is η √(1 − β₂ᵗ) / (1 − β₁ᵗ) / (1 + ε √…), far from 0 and 1 for any t.
  const { next, kept } = stepOf({ name: 'adam', eps: 1e-12 });
  for (const t of [1, 2, 10, 100, 1e4, 1e6, 1e9]) {
    const feeds = {
      w: tensor([4], target),
      rate: tensor([], [1]),
      'w.exp_avg': tensor([4], [1 / 0.9, 1 / 0.9, 1 / 0.9, 1 / 0.9]),
      'w.exp_avg_sq': tensor([4], [1 / 0.999, 1 / 0.999, 1 / 0.999, 1 / 0.999]),
      'adam.step': tensor([], [t - 1]),
    };
    expect([...kept.keys()].every((name) => name in feeds)).toBe(true);
    const [w] = evaluate([next.get('w')!], feeds);
    const expected = Math.sqrt(-Math.expm1(t * Math.log(0.999))) / -Math.expm1(t * Math.log(0.9));
    expect((target[0]! - w!.data[0]!) / expected).toBeCloseTo(1, 6);
  }
});

it('refuses Nesterov’s momentum without momentum', () => {
  const fault = (momentum: number, nesterov: boolean) =>
    optimizerRow('sgd').fault!({ momentum, nesterov, weight_decay: 0 })?.parameter;
  expect([fault(0, true), fault(0.9, true), fault(0, false)]).toEqual(['nesterov', undefined, undefined]);
});
