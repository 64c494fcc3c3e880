/** @file Bad input, from the command line down to the data: each kind has its exit code and one clear message, and nothing has a stack trace. */
import { cpSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { eluBench, MAIN, madeUpData, start } from './cli-process.ts';
import { idxBytes, idxLabels, temporaryFolder, tinyFolder } from './tiny-idx.ts';

/** A file of this text. */
const file = (text: string): string => {
  const path = join(temporaryFolder(), 'x.yaml');
  writeFileSync(path, text);
  return path;
};

const GOOD = `name: x
dataset: { name: mnist }
network: { hidden: 2x16, activation: elu }
optimizer: { learning_rate: 0.1 }
train: { batch_size: 64, epochs: 1 }
`;

const BOMB = `a: &a [x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]
e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]
f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e]
g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f]
h: &h [*g, *g, *g, *g, *g, *g, *g, *g, *g]
i: [*h, *h, *h, *h, *h, *h, *h, *h, *h]
`;

const idx = (files: Readonly<Record<string, Buffer>> = {}) => [
  'dataset.name=idx',
  `dataset.dir=${tinyFolder(files)}`,
  'train.batch_size=2',
];

interface Case {
  readonly args: () => readonly string[];
  readonly code: number;
  readonly says: RegExp;
}

const run = (...args: string[]) => ['run', ...args];

const CASES: Readonly<Record<string, Case>> = {
  'no command': { args: () => [], code: 2, says: /Usage: elu-bench/ },
  'unknown command': { args: () => ['rnu'], code: 2, says: /unknown command 'rnu'\n.*run/ },
  'unknown option': {
    args: () => run('mnist', '--job', '2'),
    code: 2,
    says: /unknown option '--job'\n.*--jobs/,
  },
  'no config': { args: () => run(), code: 2, says: /missing required argument 'config'/ },
  'no number of jobs': {
    args: () => run('mnist', '--jobs', '0'),
    code: 2,
    says: /--jobs.*whole number from 1/,
  },
  'missing file': { args: () => run('nowhere.yaml'), code: 2, says: /nowhere\.yaml: no such file/ },
  'misspelt experiment': { args: () => run('quick/mnits'), code: 2, says: /Did you mean quick\/mnist\?/ },
  'a folder': { args: () => run(temporaryFolder()), code: 2, says: /a folder; expected an experiment file/ },
  'tab in YAML': {
    args: () => run(file(GOOD.replace('{ name: mnist }', '\n\tname: mnist'))),
    code: 2,
    says: /x\.yaml:3:1 .*tab/,
  },
  'unknown key': {
    args: () => run(file(GOOD.replace('batch_size', 'batchsize'))),
    code: 2,
    says: /x\.yaml:5:10 .*batchsize.*batch_size/,
  },
  'unknown key in an override': {
    args: () => run('mnist', 'trian.epochs=1'),
    code: 2,
    says: /"trian\.epochs=1".*did you mean "train"/,
  },
  'wrong type': {
    args: () => run(file(GOOD.replace('0.1', 'fast'))),
    code: 2,
    says: /x\.yaml:4:\d+ .*learning_rate.*fast/,
  },
  'alpha below 0': {
    args: () => run(file(GOOD.replace('elu }', '{ name: elu, alpha: -1 } }'))),
    code: 2,
    says: /alpha.*-1.*above 0/,
  },
  'zero batch': { args: () => run('mnist', 'train.batch_size=0'), code: 2, says: /batch_size.*0.*from 1/ },
  'unknown activation': {
    args: () => run(file(GOOD.replace('elu', 'eluu'))),
    code: 2,
    says: /x\.yaml:3:\d+ .*eluu.*elu/,
  },
  'a billion runs': { args: () => run('mnist', 'runs=1e9'), code: 2, says: /runs.*1e9.*10000/ },
  'alias bomb': { args: () => run(file(BOMB)), code: 2, says: /x\.yaml:\d+:\d+ .*alias/ },
  'unknown engine': {
    args: () => run('mnist', '--engine', 'onx'),
    code: 2,
    says: /--engine onx.*Did you mean onnx/,
  },
  'results folder in the way': {
    args: () => run(file(GOOD), '--out', file('')),
    code: 1,
    says: /x\.yaml.*a file is in the way.*--out/,
  },
  'no data folder': {
    args: () => run(file(GOOD), 'dataset.dir=/nowhere', '--out', temporaryFolder()),
    code: 3,
    says: /^elu-bench: \/nowhere: there is no such folder/,
  },
  'no folder given for idx': {
    args: () => run(file(GOOD), 'dataset.name=idx', '--out', temporaryFolder()),
    code: 2,
    says: /dataset\.dir/,
  },
  'truncated data': {
    args: () =>
      run(
        file(GOOD),
        ...idx({ 'train-images-idx3-ubyte': idxBytes(2051, [4, 2, 3], [1, 2, 3]) }),
        '--out',
        temporaryFolder(),
      ),
    code: 3,
    says: /train-images-idx3-ubyte: .*truncated or damaged/,
  },
  'wrong magic number': {
    args: () =>
      run(
        file(GOOD),
        ...idx({ 'train-labels-idx1-ubyte': idxBytes(1234, [4], [0, 2, 1, 0]) }),
        '--out',
        temporaryFolder(),
      ),
    code: 3,
    says: /magic number 1234; expected 2049/,
  },
  'label out of range': {
    args: () =>
      run(file(GOOD), ...idx({ 't10k-labels-idx1-ubyte': idxLabels([2, 7]) }), '--out', temporaryFolder()),
    code: 3,
    says: /label 7; expected 0 to 2/,
  },
  'wrong checksum': {
    args: () => run(file(GOOD), `dataset.dir=${tinyFolder()}`, '--out', temporaryFolder()),
    code: 3,
    says: /md5 [0-9a-f]{32} .*expected [0-9a-f]{32}/,
  },
  'batch larger than the data': {
    args: () =>
      run(
        file(GOOD),
        'dataset.name=idx',
        `dataset.dir=${madeUpData()}`,
        'train.batch_size=201',
        '--out',
        temporaryFolder(),
      ),
    code: 2,
    says: /batch_size is 201; expected at most 200/,
  },
};

it.each(Object.entries(CASES))('%s', async (_, { args, code, says }) => {
  const ended = await eluBench(...args());
  expect(ended.stderr).toMatch(says);
  expect(ended.stderr).not.toMatch(/^ {4}at |node:internal/m);
  expect(ended).toMatchObject({ code, stdout: '' });
});

it('names an engine that is not installed, and what to type', async () => {
  // The program among all its packages but the engine's.
  const folder = temporaryFolder();
  for (const part of ['dist', 'configs']) cpSync(part, join(folder, part), { recursive: true });
  cpSync('package.json', join(folder, 'package.json'));
  mkdirSync(join(folder, 'node_modules'));
  for (const name of readdirSync('node_modules'))
    if (!name.startsWith('onnxruntime'))
      symlinkSync(join(process.cwd(), 'node_modules', name), join(folder, 'node_modules', name));
  // Empty, so that it is not looked for in folders above.
  mkdirSync(join(folder, 'node_modules', 'onnxruntime-node'));
  const main = MAIN.replace(process.cwd(), folder);

  const ended = await start(['run', 'quick/mnist'], { main, cwd: folder }).ended;
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr).toMatch(/^elu-bench: .*onnx.*npm install onnxruntime-node/);
  expect(readdirSync(folder)).not.toContain('results');

  const doctor = await start(['doctor'], { main, cwd: folder }).ended;
  expect(doctor.code).toBe(1);
  expect(doctor.stdout).toMatch(/PROBLEM +engine onnx .*npm install onnxruntime-node/);
});
