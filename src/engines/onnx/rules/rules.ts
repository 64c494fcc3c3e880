/** @file TABLE of rewrite rules. */
import { RULE_NAMES, type RuleChoice, type RuleName } from '../../rule-names.ts';
import { takeApart } from '../space/composites.ts';
import { averageByProducts } from './average.ts';
import { columnSums } from './column-sums.ts';
import { convByProduct } from './conv-1x1.ts';
import { convByColumns } from './conv-columns.ts';
import { eluByExp } from './elu.ts';
import { eluByOutput } from './elu-output.ts';
import { gemm } from './gemm.ts';
import { featureMajor } from './layout.ts';
import { poolFirst } from './pool-first.ts';
import { poolByPlanes } from './pool-planes.ts';
import { type Outputs, type Rule, rebuild } from './rule.ts';
import { spaceMajor } from './space-major.ts';
import { stepByHardSigmoid } from './step.ts';
import { strips } from './strips.ts';
import { uniform } from './uniform.ts';
import { winograd } from './winograd.ts';

export const RULES = {
  uniform,
  'elu-by-exp': eluByExp,
  'step-by-hard-sigmoid': stepByHardSigmoid,
  'elu-by-output': eluByOutput,
  'feature-major': featureMajor,
  'pool-first': poolFirst,
  'space-major': spaceMajor,
  'conv-1x1': convByProduct,
  winograd,
  'conv-columns': convByColumns,
  'pool-planes': poolByPlanes,
  'average-pool': averageByProducts,
  'column-sums': columnSums,
  strips,
  gemm,
} satisfies Record<RuleName, Rule>;

/**
 * Applies the chosen rules, in the order of their names; without any, only equal expressions are joined. `all` are those that pay on the
 * device, a list holds whatever is asked for.
 */
export function applyRules(
  outputs: Outputs,
  chosen: RuleChoice,
  { withoutRules }: { readonly withoutRules: readonly RuleName[] },
): Outputs {
  const wanted = RULE_NAMES.filter((name) =>
    chosen === 'all' ? !withoutRules.includes(name) : chosen !== 'none' && chosen.includes(name),
  );
  const ruled = wanted.reduce((graph, name) => {
    // Gemm takes in what the others' ops are made of.
    const plain = name === 'gemm' ? takeApart(graph) : graph;
    return RULES[name].apply(plain);
  }, rebuild(outputs));
  return takeApart(ruled);
}
