/** @file Page of the optimisers. */
import {
  OPTIMIZERS,
  type OptimizerName,
  optimizerRow,
  parametersOf,
  valuesOf,
} from '../network/optimizers.ts';
import { code, codes, page, table } from './markdown.ts';

const names = Object.keys(OPTIMIZERS) as OptimizerName[];

/** Names of what an optimiser keeps. */
function keptText(name: OptimizerName): string {
  const { state, isStateless } = optimizerRow(name);
  const kept = [
    ...state.each.map((what) => `<parameter>.${what}`),
    ...state.once.map((what) => `${name}.${what}`),
  ];
  return `${codes(kept)}${isStateless?.(valuesOf({ name })) ? '; none of it at its defaults' : ''}`;
}

/** What each is, what it keeps, and its parameters. */
export const optimizersPage = (): string =>
  page(
    'Optimisers',
    'In a config: `optimizer: { name: adam, learning_rate: 0.001 }`, and as variants, each with what belongs to it: ' +
      '`variants: { optimizer: [{ name: sgd, learning_rate: 0.1, momentum: 0.9 }, { name: adam, learning_rate: 0.001 }] }`. ' +
      'A row of `src/network/optimizers.ts` is an update in [graph ops](ops.md), of which every engine’s step is made; schema, checkpoints and ' +
      '`estimate` follow from it. Formulas and defaults are those of `torch.optim`.',
    table(
      ['name', 'what it is', 'source', 'tensors that a checkpoint keeps, 0 at the start'],
      names.map((name) => {
        const { summary, source } = optimizerRow(name);
        return [code(name), summary, source, keptText(name)];
      }),
    ),
    ...names.flatMap((name) => [
      `## ${name}`,
      table(
        ['parameter', 'default', 'meaning'],
        parametersOf(name).map(([key, { default: value, doc }]) => [code(key), code(String(value)), doc]),
      ),
    ]),
  );
