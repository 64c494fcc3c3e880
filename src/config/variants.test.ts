import { expect, test } from 'vitest';
import { NAMES } from '../../test/names.ts';
import { load, messageOf, OPEN, SMALL } from '../../test/small-config.ts';

test('the experiment has the first value of each key in place', () => {
  const experiment = load(
    `${OPEN}variants:\n  activation: [{ name: elu, alpha: 0.5 }, relu]\n  optimizer.momentum: [0.9, 0]\n`,
  );
  expect(experiment.network.activation).toEqual({ name: 'elu', alpha: 0.5 });
  expect(experiment.optimizer.momentum).toBe(0.9);
  expect(experiment.variants).toEqual({
    activation: [{ name: 'elu', alpha: 0.5 }, 'relu'],
    'optimizer.momentum': [0.9, 0],
  });
});

test('a parameter of an activation can be varied by itself', () => {
  expect(load(`${SMALL}variants: { network.activation.alpha: [0.1, 1, 10] }\n`).network.activation).toEqual({
    name: 'elu',
    alpha: 0.1,
  });
});

// Each: the line of the grid, and the whole message; the line is line 7 of the file.
test.each([
  [
    'activation: [elu, relu6]',
    `x.yaml:7:21 variants.activation: found "relu6"; expected one of ${NAMES.activations} (did you mean "relu"?)`,
    '                    ^^^^^',
  ],
  [
    'activation: [elu, { name: elu, alpha: 0 }]',
    'x.yaml:7:41 variants.activation.alpha: found 0; expected a number above 0 and at most 1000000',
    '                                        ^',
  ],
  [
    'activation: [elu, { alpha: 2 }]',
    `x.yaml:7:21 variants.activation.name: missing; expected one of ${NAMES.activations}`,
    '                    ^^^^^^^^^^^^',
  ],
  [
    'activation: [elu, relu, elu]',
    'x.yaml:7:27 variants.activation.2: means the same as value 1; expected different values',
    '                          ^^^',
  ],
  [
    'activation: [elu, { name: elu, alpha: 1.0 }]',
    'x.yaml:7:21 variants.activation.1: means the same as value 1; expected different values',
    '                    ^^^^^^^^^^^^^^^^^^^^^^^^^',
  ],
  [
    'activation: []',
    'x.yaml:7:15 variants.activation: found an empty list; expected a list of 1 to 1000 values',
    '              ^^',
  ],
  [
    'activation: elu',
    'x.yaml:7:15 variants.activation: found "elu"; expected a list of 1 to 1000 values',
    '              ^^^',
  ],
])('%s', (line, message, carets) => {
  const told = messageOf(() => load(`${OPEN}variants:\n  ${line}\n`));
  expect(told.split('\n').slice(-3).join('\n')).toBe(`${message}\n  7 |   ${line}\n    | ${carets}`);
});

test.each([
  [
    'activaton: [elu, relu]',
    'x.yaml:7:3 variants.activaton: unknown key "activaton" in variants (did you mean "activation"?); expected activation, hidden, encoder, stacks, batch_norm, dropout, width, init, learning_rate, momentum, weight_decay, batch_size, or a path such as network.activation.alpha',
    '  ^^^^^^^^^',
  ],
  [
    'optimizer.momentm: [0]',
    'x.yaml:7:3 variants.optimizer.momentm: unknown key "optimizer.momentm" in variants (did you mean "optimizer.momentum"?); expected activation, hidden, encoder, stacks, batch_norm, dropout, width, init, learning_rate, momentum, weight_decay, batch_size, or a path such as network.activation.alpha',
    '  ^^^^^^^^^^^^^^^^^',
  ],
  [
    'seed: [1, 2]',
    "x.yaml:7:3 variants.seed: seed can't differ between variants, whose runs are paired; expected runs: N for repetitions",
    '  ^^^^',
  ],
  [
    'batch_size: [1, 2]',
    'x.yaml:5:10 train.batch_size: variants.batch_size (line 7) overrides it; expected the value in one place only',
    '         ^^^^^^^^^^',
  ],
  [
    'train.iterations: [1, 2]',
    'x.yaml:5:26 train.epochs: variants.train.iterations (line 7) overrides it; expected the value in one place only',
    '                         ^^^^^^',
  ],
  ['batch_size: [64]', undefined, ''], // says the same
  [
    'momentum: [0, 0.5, 1]',
    'x.yaml:7:22 variants.momentum: found 1; expected a number at least 0 and below 1',
    '                     ^',
  ],
  [
    'engine.rules: [all, [gem]]',
    `x.yaml:7:24 variants.engine.rules.0: found "gem"; expected one of ${NAMES.rules} (did you mean "gemm"?)`,
    '                       ^^^',
  ],
  [
    'dataset.dir: [a, A]',
    'x.yaml:7:20 variants.dataset.dir.1: has the folder name of value 1; expected values that differ in letters or digits',
    '                   ^',
  ],
])('%s beside all other settings', (line, message, carets) => {
  const text = `${SMALL}variants:\n  ${line}\n`;
  if (message === undefined) return expect(load(text).variants).toEqual({ batch_size: [64] });
  const number = Number(message.split(':')[1]);
  expect(messageOf(() => load(text))).toBe(
    `${message}\n  ${number} | ${text.split('\n')[number - 1]}\n    | ${carets}`,
  );
});

test('two names of one setting, or a setting and a part of it', () => {
  const twice = (keys: string) =>
    messageOf(() => load(`${OPEN}variants: { activation: [elu, relu], ${keys} }\n`));
  expect(twice('network.activation: [gelu]')).toContain(
    'variants.network.activation: sets the same as variants.activation; expected one of them',
  );
  expect(twice('network.activation.alpha: [2]')).toContain(
    'variants.network.activation.alpha: sets the same as variants.activation',
  );
});

test('more runs than anyone can want', () => {
  const momenta = Array.from({ length: 101 }, (_, i) => i / 200);
  const text = `${SMALL}runs: 1000\nvariants: { momentum: [${momenta}] }\n`;
  expect(messageOf(() => load(text))).toContain(
    'x.yaml:7:1 variants: 101 variants with 1000 runs each are 101000 runs; expected at most 100000',
  );
});
