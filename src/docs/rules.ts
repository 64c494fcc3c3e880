/** @file Page of the rewrite rules. */
import { rebuild } from '../engines/onnx/rules/rule.ts';
import { RULES } from '../engines/onnx/rules/rules.ts';
import { RULE_NAMES, type RuleName } from '../engines/rule-names.ts';
import { print } from '../graph/print.ts';
import { code, fenced, page } from './markdown.ts';

/** A rule: when it applies and why the result stays, and what it makes of a graph. */
function section(rule: RuleName): string[] {
  const { summary, example, apply } = RULES[rule];
  const before = rebuild(example());
  return [`## ${code(rule)}`, summary, fenced(print(before)), 'becomes', fenced(print(apply(before)))];
}

/** Every rule, in the order in which they are applied. */
export const rulesPage = (): string =>
  page(
    'Rewrite rules of the engine `onnx`',
    'The training step is built from plain [graph ops](ops.md); these rules then make it cheaper, in this order. Each leaves every result ' +
      'as it is, to rounding. `engine.rules: none` turns them off, a list such as `[uniform, gemm]` applies those alone.',
    'Under each rule stands a small graph before and after it, a node a line: `%3 = MatMul(x, %2) [64, 128]` is the product of the input `x` and ' +
      'node `%2`, and has that shape; `const[2, 3]` is a constant of that shape. Ops whose names begin with `Space` stand between rules only: they are of images as ' +
      'matrices [height · width · batch, channels], with `map=[height, width, batch]`, and what no rule has taken by the end becomes plain ops again.',
    ...RULE_NAMES.flatMap(section),
  );
