import { expect, test } from 'vitest';
import { load, OPEN, SMALL } from '../../test/small-config.ts';
import { expand } from './expand.ts';

const folders = (text: string, ...overrides: string[]) =>
  expand(load(text, ...overrides)).map(({ variantName, run }) => `${variantName}/run-${run}`);

test('without variants there is one, called default', () => {
  const [plan, ...rest] = expand(load(SMALL));
  expect(rest).toEqual([]);
  expect(plan).toEqual({ experiment: load(SMALL), variant: {}, variantName: 'default', run: 0 });
});

test('every variant has its run 0 before any has its run 1; the last key changes fastest', () => {
  expect(folders(OPEN, 'variants.activation=[elu, relu]', 'variants.momentum=[0, 0.9]', 'runs=2')).toEqual([
    'activation=elu,momentum=0/run-0',
    'activation=elu,momentum=0.9/run-0',
    'activation=relu,momentum=0/run-0',
    'activation=relu,momentum=0.9/run-0',
    'activation=elu,momentum=0/run-1',
    'activation=elu,momentum=0.9/run-1',
    'activation=relu,momentum=0/run-1',
    'activation=relu,momentum=0.9/run-1',
  ]);
});

test('runs are numbered from first_run', () => {
  expect(folders(SMALL, 'runs=2', 'first_run=5')).toEqual(['default/run-5', 'default/run-6']);
});

test('each plan has its values in place, and nothing of the others', () => {
  const plans = expand(load(OPEN, 'variants.activation=[{name: elu, alpha: 0.5}, lrelu]', 'runs=3'));
  expect(plans[3]!).toMatchObject({
    variant: { activation: 'lrelu' },
    run: 1,
    experiment: {
      network: { activation: { name: 'lrelu', slope: 0.1 } },
      variants: { activation: ['lrelu'] },
      runs: 1,
      first_run: 1,
    },
  });
  expect(plans[0]!.variant).toEqual({ activation: 'elu(alpha=0.5)' });
  expect(plans[0]!.variantName).toBe('activation=elu_alpha=0.5');
});

test.each([
  ['variants.hidden=[8x16, [2x8, 4]]', ['hidden=8x16', 'hidden=2x8-4']],
  ['variants.learning_rate=[0.1, "0.1 to 5k, 0.01"]', ['learning_rate=0.1', 'learning_rate=0.1_to_5k_0.01']],
  ['variants.dataset.shuffle=[true, false]', ['shuffle=true', 'shuffle=false']],
  ['variants.network.activation.alpha=[0.5, 2]', ['alpha=0.5', 'alpha=2']],
  ['variants.dataset.dir=[../a/b, "c:\\\\d e", ".."]', ['dir=.._a_b', 'dir=c_d_e', 'dir=_']],
  ['variants={engine.name: [onnx], dataset.name: [mnist]}', ['engine.name=onnx,dataset.name=mnist']],
])('%s', (argument, names) => {
  expect(folders(SMALL, argument)).toEqual(names.map((name) => `${name}/run-0`));
});

test('folder names are safe and different, however long the values', () => {
  const long = (end: string) => `"${'x'.repeat(300)}${end}"`;
  const names = folders(SMALL, `variants.dataset.dir=[${long('a')}, ${long('b')}]`);
  expect(new Set(names).size).toBe(2);
  for (const name of names) expect(name).toMatch(/^[A-Za-z0-9.,_+=~-]{1,200}\/run-0$/);
});
