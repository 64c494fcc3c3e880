/**
 * @file Adam and AdamW: steps of the mean gradient m in units of the root of its mean square v. Both begin at 0, and are divided by what that
 * takes from them, 1 − βᵗ after t steps.
 */
import type { Expr } from '../../graph/expr.ts';
import { add, div, mul, sqrt, sub, tanh } from '../../graph/ops.ts';
import { type OptimizerRow, penalised, shrunk, type Values, weightDecay } from './optimizer.ts';

const average = <D extends number>(value: D, doc: string) =>
  ({ default: value, range: { from: 0, below: 1 }, doc }) as const;

const parameters = {
  beta1: average(0.9, 'β₁, how much of the mean gradient stays in a step: m ← β₁·m + (1 − β₁)·g.'),
  beta2: average(0.999, 'β₂, the same of the mean square: v ← β₂·v + (1 − β₂)·g².'),
  eps: {
    default: 1e-8,
    range: { from: 1e-12, to: 1 },
    doc: 'ε, added to the root of the mean square: w ← w − η·m̂ / (√v̂ + ε).',
  },
} as const;

/** From this on tanh is 1 in float32 and in float64. */
const STEEPEST = 100;

/**
 * 1 − βᵗ = 1 − e⁻²ᵃ = 2 tanh(a) / (1 + tanh(a)) with a = t·ln(1/β)/2. In float32 that keeps all its digits; 1 − 0.999 would have lost four
 * before the first step.
 */
function correction(beta: number, t: Expr): Expr {
  const a = tanh(mul(t, Math.min(STEEPEST, -Math.log(beta) / 2)));
  return div(mul(2, a), add(1, a));
}

/** x + (1 − β)(now − x): βx + (1 − β)now, and exactly x where both are the same. */
const moved = (x: Expr, now: Expr, beta: number): Expr => add(x, mul(sub(now, x), 1 - beta));

const rowOf = <const P extends ReturnType<typeof weightDecay>>(
  decay: P,
  isDecoupled: boolean,
): Pick<
  OptimizerRow<typeof parameters & { readonly weight_decay: P }>,
  'parameters' | 'state' | 'update'
> => ({
  parameters: { ...parameters, weight_decay: decay },
  state: { each: ['exp_avg', 'exp_avg_sq'], once: ['step'] },
  update({ beta1, beta2, eps }: Values<typeof parameters>, { rate, once }) {
    const step = add(once.step!, 1);
    // η·m̂ / (√v̂ + ε) = η(√c₂/c₁) · m / (√v + ε√c₂): the corrections c touch two numbers, not every weight.
    const root = sqrt(correction(beta2, step));
    const corrected = div(mul(rate, root), correction(beta1, step));
    const epsilon = mul(root, eps);
    return {
      once: { step },
      each(before) {
        const g = isDecoupled ? before.gradient : penalised(before);
        const m = moved(before.kept.exp_avg!, g, beta1);
        const v = moved(before.kept.exp_avg_sq!, mul(g, g), beta2);
        const w = isDecoupled ? shrunk(before, rate) : before.value;
        const value = sub(w, mul(div(m, add(sqrt(v), epsilon)), corrected));
        return { value, kept: { exp_avg: m, exp_avg_sq: v } };
      },
    };
  },
});

export const adam = {
  summary: 'steps of the mean gradient in units of the root of its mean square',
  source: 'Kingma and Ba 2015; as torch.optim.Adam',
  ...rowOf(weightDecay('L2 penalty λ, a factor: λ·w is added to the gradient of every weight', 0), false),
};

export const adamw = {
  summary: 'Adam with weight decay beside its steps instead of in its gradients',
  source: 'Loshchilov and Hutter 2019; as torch.optim.AdamW',
  ...rowOf(weightDecay('Decoupled decay λ, a factor: every weight also shrinks by η·λ·w', 0.01), true),
};
