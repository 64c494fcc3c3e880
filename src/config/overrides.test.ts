import { expect, test } from 'vitest';
import { NAMES } from '../../test/names.ts';
import { load, messageOf, OPEN, SMALL } from '../../test/small-config.ts';

test('values are YAML, and sections that the file lacks are made', () => {
  const experiment = load(
    SMALL,
    'optimizer.momentum=0.9',
    'network.hidden=[2x8, 4]',
    'network.activation={name: elu, alpha: 0.5}',
    'probe.samples=0',
    'engine={threads: 2, rules: none}',
    'description="a: b # c"',
    'optimizer.learning_rate=0.1 to 5, 0.01',
  );
  expect(experiment.optimizer).toMatchObject({ momentum: 0.9, learning_rate: '0.1 to 5, 0.01' });
  expect(experiment.network).toMatchObject({ hidden: [8, 8, 4], activation: { name: 'elu', alpha: 0.5 } });
  expect(experiment.probe.samples).toBe(0);
  expect(experiment.engine).toEqual({ name: 'auto', threads: 2, rules: 'none' });
  expect(experiment.description).toBe('a: b # c');
});

test('the last of several wins', () => {
  expect(load(SMALL, 'seed=1', 'seed=2').seed).toBe(2);
});

test('a mistake in the file is mended by an override', () => {
  expect(load(SMALL.replace('0.1', 'fast'), 'optimizer.learning_rate=0.2').optimizer.learning_rate).toBe(0.2);
});

test('a parameter of an activation that the file only names', () => {
  expect(load(SMALL, 'network.activation.alpha=0.5').network.activation).toEqual({ name: 'elu', alpha: 0.5 });
});

test("a training length takes the place of the file's, in either unit", () => {
  expect(load(SMALL, 'train.iterations=70').train).toEqual({ batch_size: 64, iterations: 70 });
  const byIterations = SMALL.replace('epochs: 2', 'iterations: 2');
  expect(load(byIterations, 'train.epochs=7').train).toEqual({ batch_size: 64, epochs: 7 });
});

test('variants: a list, or one value for a list of one; paths are keys', () => {
  expect(load(OPEN, 'variants.activation=[elu, relu]').variants).toEqual({ activation: ['elu', 'relu'] });
  expect(load(OPEN, 'variants.activation=[elu,relu]').variants).toEqual({ activation: ['elu', 'relu'] });
  expect(load(OPEN, 'variants.activation=elu').variants).toEqual({ activation: ['elu'] });
  expect(load(SMALL, 'variants.optimizer.momentum=[0, 0.9]').variants).toEqual({
    'optimizer.momentum': [0, 0.9],
  });
});

test("variants take the place of the file's value", () => {
  const { variants, optimizer } = load(SMALL, 'variants.learning_rate=[0.2, 0.3]');
  expect(variants).toEqual({ learning_rate: [0.2, 0.3] });
  expect(optimizer.learning_rate).toBe(0.2);
});

test.each([
  [
    'optimizer.lerning_rate=0.1',
    `unknown key "lerning_rate" in optimizer (did you mean "learning_rate"?); expected one of ${NAMES.optimizerKeys}`,
    '          ^^^^^^^^^^^^',
  ],
  [
    'batch_size=3',
    'unknown key "batch_size" (did you mean "train.batch_size"?); expected one of name, description, seed, runs, first_run, variants, dataset, network, objective, optimizer, train, evaluate, probe, checkpoint, engine, paper',
    '^^^^^^^^^^',
  ],
  [
    'engine.rules=[gemm, pool-frist]',
    `found "pool-frist"; expected one of ${NAMES.rules} (did you mean "pool-first"?)`,
    '                    ^^^^^^^^^^',
  ],
  ['train.batch_size=0', 'found 0; expected a whole number from 1 to 1000000', '                 ^'],
  ['train.batch_size=', 'found nothing; expected a whole number from 1 to 1000000', '                 ^'],
  [
    'network.hidden.first=3',
    'found a section; expected layers x units such as 8x128, a number of units (1 to 100000), or a list of either such as [2x512, 128]; at most 1000 layers',
    '               ^^^^^',
  ],
  [
    'optimizer={learning_rate: 0.1, momentm: 0}',
    `unknown key "momentm" in optimizer (did you mean "momentum"?); expected one of ${NAMES.optimizerKeys}`,
    '                               ^^^^^^^',
  ],
  ['seed', 'no "="; expected key.path=value, such as train.epochs=5', '^^^^'],
  ['=5', 'found the key ""; expected key.path=value, such as train.epochs=5', '^'],
  ['train..epochs=5', 'found the key ""; expected key.path=value, such as train.epochs=5', '      ^'],
  [
    'train.my epochs=5',
    'found the key "my epochs"; expected key.path=value, such as train.epochs=5',
    '      ^^^^^^^^^',
  ],
  [
    'train.__proto__=5',
    'found the key "__proto__"; expected key.path=value, such as train.epochs=5',
    '      ^^^^^^^^^',
  ],
  [
    'description=run #3',
    'found "#", which starts a comment; expected text with "#" in quotation marks',
    '                ^^',
  ],
  ['seed=[1', 'not valid YAML: Flow sequence must end with a ]', '       ^'],
  ['seed=*a', 'found the alias *a; expected the value itself (aliases are not supported)', '     ^^'],
  [
    'variants=[elu]',
    'found a list of 1; expected keys with lists of values, such as activation: [elu, relu]',
    '         ^^^^^',
  ],
])('%s', (argument, message, carets) => {
  expect(messageOf(() => load(SMALL, argument))).toBe(
    `argument "${argument}": ${message}\n  ${argument}\n  ${carets}`,
  );
});

test('several values without brackets', () => {
  expect(messageOf(() => load(OPEN, 'variants.activation=elu,relu'))).toContain(
    '(did you mean "[elu, relu]"?)',
  );
});

test('two training lengths on the command line', () => {
  expect(messageOf(() => load(SMALL, 'train.epochs=5', 'train.iterations=7'))).toBe(
    'argument "train.iterations=7": found both epochs and iterations; expected one of them\n  train.iterations=7\n        ^^^^^^^^^^',
  );
});

test("a value that the file's variants override", () => {
  const text = `${OPEN}variants: { activation: [elu, relu] }\n`;
  expect(messageOf(() => load(text, 'network.activation=gelu'))).toBe(
    'argument "network.activation=gelu": variants.activation (line 6) overrides it; expected the value in one place only\n  network.activation=gelu\n          ^^^^^^^^^^',
  );
});

test('problems of the file and of several arguments are told together', () => {
  const told = messageOf(() => load(SMALL.replace('64', '0'), 'seed', 'runs=0'));
  expect(told.match(/^\S.*?(?=[:;] )/gm)).toEqual([
    'x.yaml:5:22 train.batch_size',
    'argument "seed"',
    'argument "runs=0"',
  ]);
});
