import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { load, OPEN } from '../../test/small-config.ts';
import { thorough } from '../../test/thorough.ts';
import { activationNames, activationParameters } from './activation-field.ts';
import { expand } from './expand.ts';
import { resolvedYaml } from './resolved.ts';

test('nothing is left to defaults', () => {
  const plan = expand(load(OPEN, 'variants.activation=[relu, elu]', 'runs=5'))[3]!;
  expect(
    resolvedYaml(plan),
  ).toBe(`# Run 1 of variant activation=elu, with nothing left to defaults. To repeat it: elu-bench run with this file.
name: small
seed: 0
runs: 1
first_run: 1
variants:
  activation:
    - elu
dataset:
  name: mnist
  shuffle: true
network:
  hidden: 2x16
  activation:
    name: elu
    alpha: 1
  init: he
objective: cross_entropy
optimizer:
  name: sgd
  learning_rate: 0.1
  momentum: 0
  weight_decay: 0
train:
  batch_size: 64
  epochs: 2
evaluate:
  every: 1 epoch
probe:
  samples: 1000
  per_unit: false
  medians: false
checkpoint:
  every: 1 minute
  initial: false
engine:
  name: auto
  threads: 1
  rules: all
`);
});

const positive = fc.double({ min: 1e-9, max: 1e6, noNaN: true });
const activation = fc.constantFrom(...activationNames).chain((name) => {
  const parameters = activationParameters(name).map(([parameter]) => [parameter, positive] as const);
  return fc.oneof(
    fc.constant(name),
    fc.record({ name: fc.constant(name), ...Object.fromEntries(parameters) }),
  );
});
const words = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .filter((text) => !/\p{C}/u.test(text));
const units = fc.integer({ min: 1, max: 100_000 });
const group = fc.tuple(fc.integer({ min: 1, max: 9 }), units).map(([layers, width]) => `${layers}x${width}`);
const hidden = fc.oneof(units, group, fc.array(fc.oneof(units, group), { minLength: 1, maxLength: 5 }));
const rate = fc.oneof(positive, fc.constantFrom('0.01 to 35k, 0.005 to 85k', '1 to 5, .5'));

const init = fc.constantFrom('he', 'glorot');
/** Layers and objectives that go together. */
const forms = fc.oneof(
  fc.record(
    {
      network: fc.record({ hidden, init }, { requiredKeys: ['hidden'] }),
      objective: fc.constantFrom('cross_entropy', 'mean_squared_error', 'binary_cross_entropy'),
    },
    { requiredKeys: ['network'] },
  ),
  fc.record(
    {
      network: fc.record({ encoder: hidden, init }, { requiredKeys: ['encoder'] }),
      objective: fc.constantFrom('mean_squared_error', 'binary_cross_entropy'),
    },
    { requiredKeys: ['network'] },
  ),
);

/** Any experiment file. */
const file = forms.chain((form) =>
  fc
    .record(
      {
        name: fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,20}$/),
        description: words,
        seed: fc.maxSafeNat(),
        runs: fc.integer({ min: 1, max: 3 }),
        first_run: fc.nat(999_998),
        dataset: fc.record(
          { name: fc.constant('mnist'), dir: words, shuffle: fc.boolean() },
          { requiredKeys: ['name'] },
        ),
        optimizer: fc.record(
          { learning_rate: rate, weight_decay: positive },
          { requiredKeys: ['learning_rate'] },
        ),
        train: fc.oneof(
          fc.record({ batch_size: units, epochs: units }),
          fc.record({ batch_size: units, iterations: units }),
        ),
        evaluate: fc.record({ every: fc.oneof(units, fc.constantFrom('1 epoch', '5k iterations')) }),
        probe: fc.record(
          {
            samples: fc.oneof(fc.nat(1000), fc.constant('all')),
            per_unit: fc.boolean(),
            medians: fc.boolean(),
          },
          { requiredKeys: [] },
        ),
        checkpoint: fc.record({
          every: fc.oneof(units, fc.constantFrom('1 epoch', '5k iterations', '10 minutes')),
          initial: fc.boolean(),
        }),
        engine: fc.record(
          {
            threads: fc.integer({ min: 1, max: 8 }),
            rules: fc.constantFrom('all', 'none', ['gemm', 'strips']),
          },
          { requiredKeys: [] },
        ),
        variants: fc.record(
          {
            activation: fc.uniqueArray(activation, {
              minLength: 1,
              maxLength: 3,
              selector: (value) => (typeof value === 'string' ? value : value.name),
            }),
            momentum: fc.uniqueArray(fc.constantFrom(0, 0.5, 0.9), { minLength: 1 }),
          },
          { requiredKeys: ['activation'] },
        ),
        paper: fc.record({
          claims: fc.constant([{ what: 'a', where: 'b', basis: 'stated', value: 6.55 }]),
          not_stated: fc.array(words, { maxLength: 2 }),
        }),
      },
      { requiredKeys: ['name', 'dataset', 'optimizer', 'train', 'variants'] },
    )
    .map((rest) => ({ ...rest, ...form })),
);

test('config.yaml of any run is an experiment file that means that run and no other', () => {
  fc.assert(
    fc.property(file, (written) => {
      for (const plan of expand(load(stringify(written)))) {
        const yaml = resolvedYaml(plan);
        expect(expand(load(yaml))).toEqual([plan]);
        expect(resolvedYaml(expand(load(yaml))[0]!)).toBe(yaml);
      }
    }),
    { numRuns: thorough(15, 300) },
  );
});

test('YAML and overrides say the same', () => {
  fc.assert(
    fc.property(file, (written) => {
      const overrides = Object.entries(written).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
      expect(load('name: other', ...overrides)).toEqual(load(stringify(written)));
    }),
  );
});

test('other readers of YAML find plain values', () => {
  const plan = expand(load(OPEN, 'variants.activation=elu'))[0]!;
  expect(parse(resolvedYaml(plan), { version: '1.1' })).toEqual(parse(resolvedYaml(plan)));
});
