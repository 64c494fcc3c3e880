/** @file TABLE of rewrite rules, in the order in which they are applied. */
import { usageError } from '../../../errors.ts';
import { eluByExp } from './elu.ts';
import { gemm } from './gemm.ts';
import { featureMajor } from './layout.ts';
import { type Outputs, type Rule, rebuild } from './rule.ts';
import { stepByHardSigmoid } from './step.ts';
import { uniform } from './uniform.ts';

export const RULES = {
  uniform,
  'elu-by-exp': eluByExp,
  'step-by-hard-sigmoid': stepByHardSigmoid,
  'feature-major': featureMajor,
  gemm,
} satisfies Record<string, Rule>;

export type RuleName = keyof typeof RULES;

/** Applies the chosen rules; without any, only equal expressions are joined. */
export function applyRules(outputs: Outputs, chosen: 'all' | 'none' | readonly string[]): Outputs {
  const names = Object.keys(RULES) as RuleName[];
  if (typeof chosen !== 'string') {
    const unknown = chosen.filter((name) => !names.includes(name as RuleName));
    if (unknown.length > 0)
      throw usageError(
        `engine.rules: no rule is called "${unknown.join('", "')}"; there are ${names.join(', ')}`,
      );
  }
  const wanted = names.filter((name) => chosen === 'all' || (chosen !== 'none' && chosen.includes(name)));
  return wanted.reduce((graph, name) => RULES[name].apply(graph), rebuild(outputs));
}
