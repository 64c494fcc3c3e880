import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { NAMES } from '../../test/names.ts';
import { load, messageOf, SMALL } from '../../test/small-config.ts';
import { loadExperiment } from './load.ts';

test('every default is filled in', () => {
  expect(load(SMALL)).toStrictEqual({
    name: 'small',
    seed: 0,
    runs: 1,
    first_run: 0,
    variants: {},
    dataset: { name: 'mnist', shuffle: true },
    network: { hidden: [16, 16], activation: { name: 'elu', alpha: 1 }, init: 'he' },
    objective: 'cross_entropy',
    optimizer: { name: 'sgd', learning_rate: 0.1, momentum: 0, weight_decay: 0 },
    train: { batch_size: 64, epochs: 2 },
    evaluate: { every: { count: 1, unit: 'epochs' } },
    probe: { samples: 1000, per_unit: false, medians: false },
    checkpoint: { every: { count: 1, unit: 'minutes' }, initial: false },
    engine: { name: 'auto', threads: 1, rules: 'all' },
  });
});

test('an autoencoder reconstructs, and does so by squared error unless it is told otherwise', () => {
  const autoencoder = SMALL.replace('hidden: 2x16', 'encoder: [64, 2x16]');
  const { network, objective } = load(autoencoder);
  expect(network).toEqual({ encoder: [64, 16, 16], activation: { name: 'elu', alpha: 1 }, init: 'he' });
  expect(objective).toBe('mean_squared_error');
  expect(load(autoencoder, 'objective=binary_cross_entropy').objective).toBe('binary_cross_entropy');
});

test('layers on the command line take the place of those in the file', () => {
  expect(load(SMALL, 'network.encoder=[64, 16]').network).not.toHaveProperty('hidden');
  expect(load(SMALL, 'variants.encoder=[[64, 16], 32]').network).toMatchObject({ encoder: [64, 16] });
});

test('medians of units are written where their means are', () => {
  expect(load(SMALL, 'probe.medians=true', 'probe.samples=all').probe).toEqual({
    samples: 'all',
    per_unit: true,
    medians: true,
  });
});

test.each(['configs/mnist.yaml', 'configs/quick/mnist.yaml'])('%s is in order', (file) => {
  const experiment = loadExperiment(file);
  expect(experiment.variants).toEqual({ activation: ['elu', 'relu', 'lrelu'] });
  expect(experiment.network.hidden).toEqual(Array(8).fill(128));
  expect(experiment.optimizer).toEqual({ name: 'sgd', learning_rate: 0.01, momentum: 0, weight_decay: 0 });
});

test.each([
  ['', [1000, 500, 250, 30], [0.01, 0.001, 0.0001, 0.00001]],
  ['quick/', [256, 128, 64, 30], [1, 0.01]],
])('configs/%sautoencoder.yaml is in order', (folder, encoder, learning_rate) => {
  const experiment = loadExperiment(`configs/${folder}autoencoder.yaml`);
  expect(experiment.variants).toEqual({ activation: ['elu', 'srelu', 'lrelu', 'relu'], learning_rate });
  expect(experiment.network).toMatchObject({ encoder });
  expect(experiment).toMatchObject({ objective: 'mean_squared_error', train: { batch_size: 64 } });
});

test.each(['', 'quick/'])('configs/%sactivation-variance.yaml is in order', (folder) => {
  const experiment = loadExperiment(`configs/${folder}activation-variance.yaml`);
  expect(experiment.variants).toEqual({ activation: ['elu', 'relu'] });
  expect(experiment.network.hidden).toEqual(Array(5).fill(256));
  expect(experiment.optimizer).toMatchObject({ learning_rate: 0.01, momentum: 0 });
  expect(experiment.probe).toEqual({ samples: 'all', per_unit: true, medians: true });
  expect(experiment.evaluate.every).toEqual({ count: 1, unit: 'epochs' });
});

test('Windows line ends and a byte order mark change nothing', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'config-')), 'a.yaml');
  writeFileSync(file, `\uFEFF${SMALL.replaceAll('\n', '\r\n')}`);
  expect(loadExperiment(file)).toEqual(load(SMALL));
});

// Each: text to replace in SMALL, its replacement, and the whole message.
const TOP =
  'name, description, seed, runs, first_run, variants, dataset, network, objective, optimizer, train, evaluate, probe, checkpoint, engine, paper';
const HIDDEN =
  'layers x units such as 8x128, a number of units (1 to 100000), or a list of either such as [2x512, 128]; at most 1000 layers';

test.each<[what: string, from: string, to: string, message: string]>([
  [
    'an unknown key',
    'learning_rate',
    'lerning_rate',
    `x.yaml:4:1 optimizer.learning_rate: missing; expected a number above 0 and at most 1000000, or a schedule such as "0.01 to 35k, 0.005 to 85k"
  4 | optimizer: { lerning_rate: 0.1 }
    | ^^^^^^^^^
x.yaml:4:14 optimizer.lerning_rate: unknown key "lerning_rate" in optimizer (did you mean "learning_rate"?); expected one of ${NAMES.optimizerKeys}
  4 | optimizer: { lerning_rate: 0.1 }
    |              ^^^^^^^^^^^^`,
  ],
  [
    'a key in the wrong section',
    'name: small',
    'name: small\nbatch_size: 3',
    `x.yaml:2:1 batch_size: unknown key "batch_size" (did you mean "train.batch_size"?); expected one of ${TOP}
  2 | batch_size: 3
    | ^^^^^^^^^^`,
  ],
  [
    'a key without any near name',
    'name: small',
    'name: small\nqqq: 3',
    `x.yaml:2:1 qqq: unknown key "qqq"; expected one of ${TOP}
  2 | qqq: 3
    | ^^^`,
  ],
  [
    'a wrong type',
    'batch_size: 64',
    'batch_size: many',
    `x.yaml:5:22 train.batch_size: found "many"; expected a whole number from 1 to 1000000
  5 | train: { batch_size: many, epochs: 2 }
    |                      ^^^^`,
  ],
  [
    'a fraction',
    'batch_size: 64',
    'batch_size: 6.4',
    `x.yaml:5:22 train.batch_size: found 6.4; expected a whole number from 1 to 1000000
  5 | train: { batch_size: 6.4, epochs: 2 }
    |                      ^^^`,
  ],
  [
    'a zero batch',
    'batch_size: 64',
    'batch_size: 0',
    `x.yaml:5:22 train.batch_size: found 0; expected a whole number from 1 to 1000000
  5 | train: { batch_size: 0, epochs: 2 }
    |                      ^`,
  ],
  [
    'an unknown activation',
    'activation: elu',
    'activation: eluu',
    `x.yaml:3:38 network.activation: found "eluu"; expected one of ${NAMES.activations} (did you mean "elu"?)
  3 | network: { hidden: 2x16, activation: eluu }
    |                                      ^^^^`,
  ],
  [
    'an unknown activation with parameters',
    'activation: elu',
    'activation: { name: ReLu6 }',
    `x.yaml:3:46 network.activation.name: found "ReLu6"; expected one of ${NAMES.activations} (did you mean "relu"?)
  3 | network: { hidden: 2x16, activation: { name: ReLu6 } }
    |                                              ^^^^^`,
  ],
  [
    'an activation without name',
    'activation: elu',
    'activation: { alpha: 1 }',
    `x.yaml:3:26 network.activation.name: missing; expected one of ${NAMES.activations}
  3 | network: { hidden: 2x16, activation: { alpha: 1 } }
    |                          ^^^^^^^^^^`,
  ],
  [
    'α < 0',
    'activation: elu',
    'activation: { name: elu, alpha: -1 }',
    `x.yaml:3:58 network.activation.alpha: found -1; expected a number above 0 and at most 1000000
  3 | network: { hidden: 2x16, activation: { name: elu, alpha: -1 } }
    |                                                          ^^`,
  ],
  [
    'a parameter of another activation',
    'activation: elu',
    'activation: { name: relu, alpha: 1 }',
    `x.yaml:3:52 network.activation.alpha: unknown key "alpha" in network.activation; expected name
  3 | network: { hidden: 2x16, activation: { name: relu, alpha: 1 } }
    |                                                    ^^^^^`,
  ],
  [
    'no activation',
    ', activation: elu',
    '',
    `x.yaml:3:1 network.activation: missing; expected one of ${NAMES.activations}, or a list of them in variants.activation
  3 | network: { hidden: 2x16 }
    | ^^^^^^^`,
  ],
  [
    'a hexadecimal number of layers',
    '2x16',
    '0x16',
    `x.yaml:3:20 network.hidden: found "0x16"; expected ${HIDDEN}
  3 | network: { hidden: 0x16, activation: elu }
    |                    ^^^^`,
  ],
  [
    'an odd layer',
    '2x16',
    '[2x16, big]',
    `x.yaml:3:27 network.hidden.1: found "big"; expected ${HIDDEN}
  3 | network: { hidden: [2x16, big], activation: elu }
    |                           ^^^`,
  ],
  [
    'too many layers',
    '2x16',
    '1001x16',
    `x.yaml:3:20 network.hidden: found "1001x16"; expected ${HIDDEN}
  3 | network: { hidden: 1001x16, activation: elu }
    |                    ^^^^^^^`,
  ],
  [
    'runs: 1e9',
    'name: small',
    'name: small\nruns: 1e9',
    `x.yaml:2:7 runs: found 1e9; expected a whole number from 1 to 10000
  2 | runs: 1e9
    |       ^^^`,
  ],
  [
    'a run number beyond all',
    'name: small',
    'name: small\nruns: 2\nfirst_run: 1000000',
    `x.yaml:3:12 first_run: the last run would have number 1000001; expected at most 1000000
  3 | first_run: 1000000
    |            ^^^^^^^`,
  ],
  [
    'a number that loses digits',
    'name: small',
    'name: small\nseed: 12345678901234567890',
    `x.yaml:2:7 seed: found 12345678901234567890; expected a whole number from 0 to 9007199254740991
  2 | seed: 12345678901234567890
    |       ^^^^^^^^^^^^^^^^^^^^`,
  ],
  [
    'no number',
    'learning_rate: 0.1',
    'learning_rate: 0.1, momentum: .nan',
    `x.yaml:4:44 optimizer.momentum: found .nan; expected a number at least 0 and below 1
  4 | optimizer: { learning_rate: 0.1, momentum: .nan }
    |                                            ^^^^`,
  ],
  [
    'a number beyond all',
    'learning_rate: 0.1',
    'learning_rate: 0.1, weight_decay: 1e400',
    `x.yaml:4:48 optimizer.weight_decay: found 1e400; expected a number at least 0 and at most 1000000
  4 | optimizer: { learning_rate: 0.1, weight_decay: 1e400 }
    |                                                ^^^^^`,
  ],
  [
    'a schedule that goes back',
    'learning_rate: 0.1',
    'learning_rate: "0.1 to 5, 0.2 to 5"',
    `x.yaml:4:29 optimizer.learning_rate: entry 2, "0.2 to 5": ends at 5; expected an iteration after 5, where it starts
  4 | optimizer: { learning_rate: "0.1 to 5, 0.2 to 5" }
    |                             ^^^^^^^^^^^^^^^^^^^^`,
  ],
  [
    'no learning rate',
    '0.1',
    'true',
    `x.yaml:4:29 optimizer.learning_rate: found true; expected a number above 0 and at most 1000000, or a schedule such as "0.01 to 35k, 0.005 to 85k"
  4 | optimizer: { learning_rate: true }
    |                             ^^^^`,
  ],
  [
    'an empty value',
    'batch_size: 64',
    'batch_size: ',
    `x.yaml:5:22 train.batch_size: found nothing; expected a whole number from 1 to 1000000
  5 | train: { batch_size: , epochs: 2 }
    |                      ^`,
  ],
  [
    'two training lengths',
    'epochs: 2',
    'epochs: 2, iterations: 5',
    `x.yaml:5:37 train: found both epochs and iterations; expected one of them
  5 | train: { batch_size: 64, epochs: 2, iterations: 5 }
    |                                     ^^^^^^^^^^`,
  ],
  [
    'no training length',
    ', epochs: 2',
    '',
    `x.yaml:5:1 train: no training length; expected epochs or iterations
  5 | train: { batch_size: 64 }
    | ^^^^^`,
  ],
  [
    'two ways to say the layers',
    'hidden: 2x16',
    'hidden: 2x16, encoder: 16',
    `x.yaml:3:26 network: found both hidden and encoder; expected one of them
  3 | network: { hidden: 2x16, encoder: 16, activation: elu }
    |                          ^^^^^^^`,
  ],
  [
    'no layers',
    'hidden: 2x16, ',
    '',
    `x.yaml:3:1 network: no layers; expected hidden or encoder or stacks
  3 | network: { activation: elu }
    | ^^^^^^^`,
  ],
  [
    'an odd layer of an encoder',
    'hidden: 2x16',
    'encoder: [64, big]',
    `x.yaml:3:26 network.encoder.1: found "big"; expected ${HIDDEN}
  3 | network: { encoder: [64, big], activation: elu }
    |                          ^^^`,
  ],
  [
    'an autoencoder that should tell classes apart',
    'hidden: 2x16, activation: elu }',
    'encoder: 16, activation: elu }\nobjective: cross_entropy',
    `x.yaml:4:12 objective: found cross_entropy, which needs classes, but network.encoder makes an autoencoder, which reconstructs its input; expected one of mean_squared_error, binary_cross_entropy, or network.hidden instead of network.encoder
  4 | objective: cross_entropy
    |            ^^^^^^^^^^^^^`,
  ],
  [
    'a probe of no number of samples',
    'name: small',
    'name: small\nprobe: { samples: al }',
    `x.yaml:2:19 probe.samples: found "al"; expected a whole number from 0 to 1000000, or all (did you mean "all"?)
  2 | probe: { samples: al }
    |                   ^^`,
  ],
  [
    'minutes',
    'name: small',
    'name: small\nevaluate: { every: 10 minutes }',
    `x.yaml:2:20 evaluate.every: found "10 minutes"; expected epochs or iterations (minutes would make the log depend on how fast the machine is)
  2 | evaluate: { every: 10 minutes }
    |                    ^^^^^^^^^^`,
  ],
  [
    'an unknown engine',
    'name: small',
    'name: small\nengine: { name: onx }',
    `x.yaml:2:17 engine.name: found "onx"; expected one of auto, ${NAMES.engines} (did you mean "onnx"?)
  2 | engine: { name: onx }
    |                 ^^^`,
  ],
  [
    'an unknown rule',
    'name: small',
    'name: small\nengine: { rules: [gemm, uniforn] }',
    `x.yaml:2:25 engine.rules.1: found "uniforn"; expected one of ${NAMES.rules} (did you mean "uniform"?)
  2 | engine: { rules: [gemm, uniforn] }
    |                         ^^^^^^^`,
  ],
  [
    'an unknown data set',
    'mnist',
    'mnits',
    `x.yaml:2:18 dataset.name: found "mnits"; expected one of ${NAMES.datasets} (did you mean "mnist"?)
  2 | dataset: { name: mnits }
    |                  ^^^^^`,
  ],
  [
    'a data set that needs a folder',
    'mnist',
    'idx',
    `x.yaml:2:1 dataset.dir: missing; expected the folder that holds the files of data set idx
  2 | dataset: { name: idx }
    | ^^^^^^^`,
  ],
  [
    'a missing section',
    'dataset: { name: mnist }\n',
    '',
    'x.yaml:1:1 dataset: missing; expected a section with keys among name, dir, size, crop, shuffle, augment, preprocess, workers',
  ],
  [
    'a value for a section',
    '{ name: mnist }',
    'mnist',
    `x.yaml:2:10 dataset: found "mnist"; expected a section with keys among name, dir, size, crop, shuffle, augment, preprocess, workers
  2 | dataset: mnist
    |          ^^^^^`,
  ],
  [
    'an unsafe name',
    'small',
    '../small',
    `x.yaml:1:7 name: found "../small"; expected letters, digits, "." "_" and "-" (at most 100, not starting with "." or "-")
  1 | name: ../small
    |       ^^^^^^^^`,
  ],
  [
    'a key given twice',
    'name: small',
    'name: small\nname: small',
    `x.yaml:2:1 name: given twice; expected once
  2 | name: small
    | ^^^^`,
  ],
  [
    'an alias',
    '2x16',
    '*a',
    `x.yaml:3:20 network.hidden: found the alias *a; expected the value itself (aliases are not supported)
  3 | network: { hidden: *a, activation: elu }
    |                    ^^`,
  ],
  [
    'a tag',
    '2x16',
    '!!js/function x',
    `x.yaml:3:20 found a tag (!…); expected plain YAML without tags
  3 | network: { hidden: !!js/function x, activation: elu }
    |                    ^^^^^^^^^^^^^`,
  ],
  [
    'a merge key',
    'name: small',
    'name: small\n<<: { seed: 1 }',
    `x.yaml:2:1 <<: unknown key "<<"; expected one of ${TOP}
  2 | <<: { seed: 1 }
    | ^^`,
  ],
  [
    'a prototype',
    'name: small',
    'name: small\n__proto__: { seed: 1 }',
    `x.yaml:2:1 found a key that is no name; expected a name such as batch_size
  2 | __proto__: { seed: 1 }
    | ^^^^^^^^^`,
  ],
  [
    'a tab',
    'dataset: { name: mnist }',
    'dataset:\n\tname: mnist',
    `x.yaml:3:1 found a tab in the indentation; expected blanks (YAML does not allow tabs there)
  3 | ␣name: mnist
    | ^`,
  ],
  [
    'no blank after a colon',
    'name: small',
    'name:small',
    `x.yaml:1:1 not valid YAML; expected "key: value", with a blank after the colon
  1 | name:small
    | ^^^^^^^^^^`,
  ],
  [
    'a line indented too far',
    'dataset',
    '  dataset',
    `x.yaml:1:7 not valid YAML: Nested mappings are not allowed in compact mappings; is the next line indented too far?
  1 | name: small
    |       ^`,
  ],
  [
    'a second document',
    'dataset',
    '---\ndataset',
    `x.yaml:2:1 found a second document (---); expected one experiment a file
  2 | ---
    | ^^^`,
  ],
  [
    'another YAML',
    'name: small',
    '%YAML 1.1\n---\nname: small',
    `x.yaml:1:1 found a %YAML directive; expected none
  1 | %YAML 1.1
    | ^^^^^`,
  ],
])('%s', (_, from, to, expected) => {
  expect(SMALL).toContain(from);
  expect(messageOf(() => load(SMALL.replace(from, to)))).toBe(expected);
});

test('all errors at once, in the order of the file, then of the arguments', () => {
  const text = SMALL.replace('epochs: 2', 'epochs: 0')
    .replace('name: small', 'name: .')
    .replace('elu', 'gelo');
  const told = messageOf(() => load(text, 'probe.samples=-1', 'engine.threads=0'));
  expect(
    told
      .split('\n')
      .filter((line) => !line.startsWith(' '))
      .map((line) => line.split(';')[0]),
  ).toEqual([
    'x.yaml:1:7 name: found "."',
    'x.yaml:3:38 network.activation: found "gelo"',
    'x.yaml:5:34 train.epochs: found 0',
    'argument "probe.samples=-1": found -1',
    'argument "engine.threads=0": found 0',
  ]);
});

test('of very many problems the first twenty are told', () => {
  const keys = Array.from({ length: 30 }, (_, i) => `unknown${i}: 1\n`).join('');
  const told = messageOf(() => load(SMALL + keys));
  expect(told.match(/x\.yaml:/g)).toHaveLength(20);
  expect(told).toMatch(/\n… and 10 more\.$/);
});

test('of a long line the part around the mistake is shown', () => {
  const told = messageOf(() =>
    load(SMALL.replace('name: small', `{${' '.repeat(300)}name: [],${' '.repeat(300)}}`)),
  );
  expect(told.split('\n').every((line) => line.length < 250)).toBe(true);
});

test('control characters do not reach the terminal', () => {
  const told = messageOf(() => load(SMALL, 'name=\u001b[31m\u009b'));
  expect(told).not.toContain('\u001b');
  expect(told).not.toContain('\u009b');
});

test('a bomb of aliases, deep nesting and other hostile texts end in an error within a second', () => {
  const texts = [
    ...['[', '{', '- ', '? ', 'a: ', '&a ', '"', '[*a,', '[],', 'k: 1\n', '!', '\n', 'a, '].map((part) =>
      part.repeat(60_000 / part.length),
    ),
    'a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: &d [*c,*c]\n',
    Array.from({ length: 340 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
    `${SMALL}variants:\n  network.activation: [${'elu,'.repeat(10_000)}]\n`,
  ];
  for (const text of texts) {
    const start = performance.now();
    messageOf(() => load(text));
    // A second by itself; tests run beside others.
    expect(performance.now() - start).toBeLessThan(5000);
  }
});

test('nesting up to the limit is read, one level more is not', () => {
  const nested = (depth: number) =>
    messageOf(() =>
      load(
        Array.from({ length: depth }, (_, i) => `${' '.repeat(i)}k:`)
          .join('\n')
          .concat(' x'),
      ),
    );
  expect(nested(16)).toContain('unknown key "k"');
  expect(nested(17)).toBe(`x.yaml:17:20 nested too deeply; expected at most 16 levels
  17 |                 k: x
     |                    ^`);
});
