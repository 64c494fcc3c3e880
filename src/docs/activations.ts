/** @file Page of the activation functions. */
import { ACTIVATIONS } from '../network/activations.ts';
import { code, page, table } from './markdown.ts';

/** Name, formula, parameters and origin of each. */
export const activationsPage = (): string =>
  page(
    'Activation functions',
    'In a config: `activation: elu`, or with parameters, `activation: { name: elu, alpha: 0.5 }`. A row of ' +
      '`src/network/activations.ts` is a formula in [graph ops](ops.md); derivative, schema and tests follow from it.',
    table(
      ['name', 'f(x)', 'parameters', 'source'],
      Object.entries(ACTIVATIONS).map(([name, { summary, parameters, source }]) => [
        code(name),
        summary,
        Object.entries(parameters)
          .map(([parameter, row]) => `${code(parameter)}, default ${row.default}: ${row.doc}`)
          .join('; '),
        source,
      ]),
    ),
  );
