/** @file Rule: the derivative of ELU with α = 1 from its output, in one pass over memory. */

import { is } from '../../../graph/expr.ts';
import { engineNode } from '../ops.ts';
import { eluWithSlope } from './examples.ts';
import { isStep, numberIn, type Rule, rebuild } from './rule.ts';

export const eluByOutput: Rule = {
  summary:
    'Where(x > 0, 1, elu(x) + 1) with α = 1: for x ≤ 0 elu(x) + 1 lies in [0, 1], above it is over 1, so the derivative is clip(elu(x) + 1, 0, 1), a ' +
    'HardSigmoid of the output. Images are too large for the cache: there one pass counts more than what `elu-by-exp` saves.',
  example: () => eluWithSlope([2, 16, 8, 8]),
  apply: (outputs) =>
    rebuild(outputs, (node) => {
      const shifted = node.inputs[2];
      if (!isStep(node) || !is(shifted, 'Add') || numberIn(shifted.inputs[1]!) !== 1) return node;
      const y = shifted.inputs[0]!;
      const isElu = is(y, 'Elu') && y.attributes.alpha === 1 && y.inputs[0] === node.inputs[0]!.inputs[0];
      return isElu ? engineNode('HardSigmoid', [y], { alpha: 1, beta: 1 }) : node;
    }),
};
