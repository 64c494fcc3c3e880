/** @file Page of the rewrite rules. */
import { RULES } from '../engines/onnx/rules/rules.ts';
import { code, page, table } from './markdown.ts';

/** Every rule, in the order in which they are applied. */
export const rulesPage = (): string =>
  page(
    'Rewrite rules of the engine `onnx`',
    'The training step is built from plain [graph ops](ops.md); these rules then make it cheaper, in this order. Each leaves every result ' +
      'as it is, to rounding. `engine.rules: none` turns them off, a list such as `[uniform, gemm]` applies those alone.',
    table(
      ['rule', 'when it applies, and why the result stays'],
      Object.entries(RULES).map(([name, { summary }]) => [code(name), summary]),
    ),
  );
