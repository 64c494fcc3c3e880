/** Optimisers in experiment files: defaults as PyTorch documents them, parameters that belong to others, variants of them. */
import { expect, test } from 'vitest';
import { NAMES } from '../../test/names.ts';
import { load, messageOf, OPEN, SMALL } from '../../test/small-config.ts';
import { expand } from './expand.ts';
import { experimentOf } from './load.ts';
import { resolvedYaml } from './resolved.ts';

const adam = 'optimizer: { name: adam, learning_rate: 0.001 }';
const withOptimizer = (optimizer: string): string =>
  SMALL.replace('optimizer: { learning_rate: 0.1 }', optimizer);

// torch.optim's defaults (PyTorch 2.15), with its betas one by one.
test.each([
  ['name: sgd', { name: 'sgd', momentum: 0, weight_decay: 0 }],
  ['momentum: 0.9, nesterov: true', { name: 'sgd', momentum: 0.9, nesterov: true, weight_decay: 0 }],
  ['nesterov: false', { name: 'sgd', momentum: 0, weight_decay: 0 }],
  ['name: adam', { name: 'adam', beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: 0 }],
  ['name: adamw, beta2: 0.95', { name: 'adamw', beta1: 0.9, beta2: 0.95, eps: 1e-8, weight_decay: 0.01 }],
])('{ %s } has its own parameters, and no others', (said, expected) => {
  const { optimizer } = load(withOptimizer(`optimizer: { learning_rate: 0.1, ${said} }`));
  expect(optimizer).toEqual({ learning_rate: 0.1, ...expected });
});

test('config.yaml has the parameters of its optimiser, and means the same run', () => {
  const [plan] = expand(load(withOptimizer(adam)));
  const yaml = resolvedYaml(plan!);
  expect(yaml).toContain(
    'optimizer:\n  name: adam\n  learning_rate: 0.001\n  beta1: 0.9\n  beta2: 0.999\n  eps: 1e-8\n  weight_decay: 0\ntrain:',
  );
  expect(expand(experimentOf({ kind: 'file', name: 'config.yaml', text: yaml }, []))).toEqual([plan]);
});

test.each([
  [
    'another’s parameter',
    'optimizer: { name: adam, learning_rate: 0.001, momentum: 0.9 }',
    `x.yaml:4:48 optimizer.momentum: belongs to sgd, but optimizer.name is adam; expected one of beta1, beta2, eps, weight_decay beside it
  4 | optimizer: { name: adam, learning_rate: 0.001, momentum: 0.9 }
    |                                                ^^^^^^^^`,
  ],
  [
    'one of several others, where no name is given',
    'optimizer: { learning_rate: 0.1, beta2: 0.9 }',
    `x.yaml:4:34 optimizer.beta2: belongs to adam and adamw, but optimizer.name is sgd; expected one of momentum, nesterov, weight_decay beside it
  4 | optimizer: { learning_rate: 0.1, beta2: 0.9 }
    |                                  ^^^^^`,
  ],
  [
    'Nesterov without momentum',
    'optimizer: { learning_rate: 0.1, nesterov: true }',
    `x.yaml:4:34 optimizer.nesterov: looks ahead by the momentum, which is 0; expected momentum above 0
  4 | optimizer: { learning_rate: 0.1, nesterov: true }
    |                                  ^^^^^^^^`,
  ],
  [
    'no optimiser',
    'optimizer: { name: adm, learning_rate: 0.1 }',
    `x.yaml:4:20 optimizer.name: found "adm"; expected one of ${NAMES.optimizers} (did you mean "adam"?)
  4 | optimizer: { name: adm, learning_rate: 0.1 }
    |                    ^^^`,
  ],
])('%s is refused', (_, optimizer, expected) => {
  expect(messageOf(() => load(withOptimizer(optimizer)))).toBe(expected);
});

const NONE = OPEN.replace('optimizer: { learning_rate: 0.1 }\n', '').replace(
  'hidden: 2x16',
  'hidden: 2x16, activation: elu',
);

test('variants may be whole optimisers, each with what belongs to it', () => {
  const grid =
    'variants: { optimizer: [{ learning_rate: 0.1, momentum: 0.9 }, { name: adamw, learning_rate: 0.001 }] }\n';
  const plans = expand(load(NONE + grid));
  expect(plans.map(({ variant, experiment: { optimizer } }) => [variant, optimizer])).toEqual([
    [
      { optimizer: 'sgd(learning_rate=0.1,momentum=0.9)' },
      { name: 'sgd', learning_rate: 0.1, momentum: 0.9, weight_decay: 0 },
    ],
    [
      { optimizer: 'adamw(learning_rate=0.001)' },
      { name: 'adamw', learning_rate: 0.001, beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: 0.01 },
    ],
  ]);
  for (const plan of plans)
    expect(expand(experimentOf({ kind: 'file', name: 'c.yaml', text: resolvedYaml(plan) }, []))).toEqual([
      plan,
    ]);
});

test('variants of its name have the defaults of each, and folders that say it', () => {
  const plans = expand(load(`${SMALL}variants: { optimizer.name: [adam, sgd] }\n`));
  expect(plans.map(({ variantName, experiment: { optimizer } }) => [variantName, optimizer])).toEqual([
    [
      'optimizer=adam',
      { name: 'adam', learning_rate: 0.1, beta1: 0.9, beta2: 0.999, eps: 1e-8, weight_decay: 0 },
    ],
    ['optimizer=sgd', { name: 'sgd', learning_rate: 0.1, momentum: 0, weight_decay: 0 }],
  ]);
});

test('of optimisers with different defaults the file says which is meant', () => {
  const grid = 'variants: { optimizer.name: [adam, adamw] }\n';
  expect(messageOf(() => load(SMALL + grid))).toContain(
    'x.yaml:6:13 variants.optimizer.name: optimizer.weight_decay has different defaults (adam, adamw); expected it in the file, or variants.optimizer with all that belongs to each',
  );
  const said = expand(load(SMALL + grid, 'optimizer.weight_decay=0'));
  expect(said.map(({ experiment: { optimizer } }) => optimizer.weight_decay)).toEqual([0, 0]);
});

test('a variant’s parameter that its optimiser does not have is refused where the grid has it', () => {
  const grid = 'variants: { optimizer.name: [sgd, adam], optimizer.momentum: [0, 0.9] }\n';
  expect(messageOf(() => load(SMALL + grid))).toContain(
    'x.yaml:6:63 optimizer.momentum: belongs to sgd, but optimizer.name is adam',
  );
});
