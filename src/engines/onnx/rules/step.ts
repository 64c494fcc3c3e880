/** @file Rule: the derivative of ReLU and leaky ReLU in one pass over memory. */

import { type Expr, input } from '../../../graph/expr.ts';
import { max } from '../../../graph/ops.ts';
import { engineNode } from '../ops.ts';
import { slopeOf } from './examples.ts';
import { isStep, numberIn, type Rule, rebuild, STEEP } from './rule.ts';

export const stepByHardSigmoid: Rule = {
  summary:
    'Where(x > 0, 1, c) with a constant c in [0, 1): HardSigmoid with slope 3e38 is 1 for x > 0 and 0 for x ≤ 0, so max(HardSigmoid(x), c) is the same ' +
    'without a pass over booleans.',
  example: () => ({ relu: slopeOf(input('x', [64, 128]), 0), leaky: slopeOf(input('x', [64, 128]), 0.25) }),
  apply: (outputs) =>
    rebuild(outputs, (node) => {
      if (!isStep(node)) return node;
      const [condition, , otherwise] = node.inputs as [Expr, Expr, Expr];
      const c = numberIn(otherwise);
      if (c === undefined || c < 0 || c >= 1) return node;
      const step = engineNode('HardSigmoid', [condition.inputs[0]!], { alpha: STEEP, beta: 0 });
      return c === 0 ? step : max(step, otherwise);
    }),
};
