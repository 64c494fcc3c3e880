/** @file Stochastic gradient descent, with momentum where it is asked for: without g = ∇loss + λw, w ← w − ηg. */
import { add, mul, sub } from '../../graph/ops.ts';
import { defineOptimizer, penalised, shrunk, weightDecay } from './optimizer.ts';

export const sgd = defineOptimizer({
  summary: 'stochastic gradient descent, plain or with momentum',
  source: 'Polyak 1964; Sutskever et al. 2013 for nesterov; as torch.optim.SGD',
  parameters: {
    momentum: {
      default: 0,
      range: { from: 0, below: 1 },
      doc: 'Momentum μ, a factor: v ← μ·v + g, w ← w − η·v.',
    },
    nesterov: {
      default: false,
      doc: 'Momentum that looks ahead: v ← μ·v + g, w ← w − η·(g + μ·v).',
    },
    weight_decay: weightDecay('L2 penalty λ, a factor: λ·w is added to the gradient of every weight', 0),
  },
  state: { each: ['momentum'], once: [] },
  isStateless: ({ momentum }) => momentum === 0,
  fault: ({ momentum, nesterov }) =>
    nesterov && momentum === 0
      ? {
          parameter: 'nesterov',
          message: 'looks ahead by the momentum, which is 0; expected momentum above 0',
        }
      : undefined,
  update({ momentum, nesterov }, { rate }) {
    if (momentum === 0)
      return {
        // ∇(η loss) = η ∇loss: scaling the loss once is cheaper than scaling every gradient.
        factor: rate,
        each: (before) => ({ value: sub(shrunk(before, rate), before.gradient) }),
      };
    return {
      each(before) {
        const g = penalised(before);
        const v = add(mul(before.kept.momentum!, momentum), g);
        const move = nesterov ? add(g, mul(v, momentum)) : v;
        return { value: sub(before.value, mul(move, rate)), kept: { momentum: v } };
      },
    };
  },
});
