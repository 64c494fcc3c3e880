/** @file Names of the rewrite rules, in the order in which they are applied: light enough for a config to be checked by them before any engine is loaded. */

/** The table of rules (onnx/rules/rules.ts) has a row for each; the compiler finds one that is missing, here or there. */
export const RULE_NAMES = [
  'uniform',
  'elu-by-exp',
  'step-by-hard-sigmoid',
  'elu-by-output',
  'feature-major',
  'pool-first',
  'space-major',
  'conv-1x1',
  'winograd',
  'conv-columns',
  'pool-planes',
  'average-pool',
  'column-sums',
  'strips',
  'gemm',
] as const;

export type RuleName = (typeof RULE_NAMES)[number];

/** What an experiment says of them. */
export type RuleChoice = 'all' | 'none' | readonly RuleName[];
