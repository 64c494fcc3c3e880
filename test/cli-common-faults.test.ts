/** @file What is the same for all runs of an experiment and keeps them from beginning: told once, nothing left, and mended by mending it. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type Ended, madeUpData, start } from './cli-process.ts';
import { archiveOf } from './tar-archive.ts';
import { folderWith, TINY_CIFAR100 } from './tiny-cifar.ts';
import { idxLabels, temporaryFolder, tinyFolder } from './tiny-idx.ts';

/** Two variants of a run each, on `data` as the arguments say. */
const command = (...data: readonly string[]): string[] => [
  ...['run', 'quick/mnist', 'name=x', 'runs=1', 'variants.activation=[elu, relu]', 'network.hidden=2x8'],
  ...['train.batch_size=2', 'train.epochs=1', '--jobs', '4', ...data],
];

interface Place {
  readonly cwd: string;
  readonly data: string;
}

/** An empty folder to run in, and an empty data folder. */
const place = (): Place => ({ cwd: temporaryFolder(), data: temporaryFolder() });

const runIn = ({ cwd, data }: Place, args: readonly string[]): Promise<Ended> =>
  start(args, { cwd, env: { ...process.env, ELU_BENCH_DATA: data } }).ended;

const idx = (dir: string) => ['dataset.name=idx', `dataset.dir=${dir}`];
const cifar = (...more: string[]) => ['dataset.name=cifar100', ...more];

const allDone = (cwd: string, runs = 1): boolean =>
  ['elu', 'relu'].every((activation) =>
    Array.from({ length: runs }, (_, run) => run).every((run) => {
      const file = join(cwd, 'results/x', `activation=${activation}`, `run-${run}`, 'status.json');
      return existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).status === 'done';
    }),
  );

const badLabel = (): Buffer => {
  const bytes = Buffer.from(TINY_CIFAR100['train.bin']);
  bytes[1] = 100;
  return bytes;
};

const archive = (change?: (tgz: Buffer) => Buffer): string =>
  archiveOf(
    Object.entries(TINY_CIFAR100).map(([name, bytes]) => ({ name: `cifar-100-binary/${name}`, bytes })),
    change,
  );

interface Fault {
  readonly args: () => readonly string[];
  readonly code: number;
  readonly says: RegExp;
}

/** What shows without reading the data through is told by checkPlans, whose tests have more of it. */
const FAULTS: Readonly<Record<string, Fault>> = {
  'no data': { args: () => cifar(), code: 3, says: /CIFAR-100 is not in .*elu-bench data fetch cifar100/ },
  'an engine that is not installed': {
    args: () => [...idx(madeUpData()), '--engine', 'tfjs:node-gpu'],
    code: 2,
    says: /tfjs:node-gpu does not work here/,
  },
  'a results folder that is a file': {
    args: () => {
      const file = join(temporaryFolder(), 'results');
      writeFileSync(file, '');
      return [...idx(madeUpData()), '--out', file];
    },
    code: 1,
    says: /results.*: a file is in the way.*--out/,
  },
  // These show only when the first runs begin.
  'a path that is too long': {
    args: () => [...idx(madeUpData()), '--out', `out/${'n'.repeat(300)}`],
    code: 1,
    says: /too long/,
  },
  'a damaged record': {
    args: () => cifar(`dataset.dir=${folderWith({ ...TINY_CIFAR100, 'train.bin': badLabel() })}`),
    code: 3,
    says: /train\.bin: record 0 .*label 100/,
  },
  'an archive that was cut': {
    args: () => cifar(`dataset.dir=${archive((tgz) => tgz.subarray(0, 200))}`),
    code: 3,
    says: /archive\.tar\.gz/,
  },
  'a batch larger than an archive has images': {
    args: () => cifar(`dataset.dir=${archive()}`, 'train.batch_size=6'),
    code: 2,
    says: /batch_size is 6; expected at most 5/,
  },
};

it.each(Object.entries(FAULTS))('%s: told once, and nothing is left', async (_, { args, code, says }) => {
  const where = place();
  const ended = await runIn(where, [...command(...args()), '--quiet']);
  expect(ended.stderr).toMatch(says);
  expect(ended.stderr.trimEnd().split('\n')).toHaveLength(1);
  expect(ended).toMatchObject({ code, stdout: '' });
  expect([readdirSync(where.cwd), readdirSync(where.data)]).toEqual([[], []]);
});

it('trains with the same command once the data are there, and needs none when all is done', async () => {
  const where = place();
  const args = command(...cifar());
  expect((await runIn(where, args)).code).toBe(3);
  mkdirSync(join(where.data, 'cifar100'));
  for (const [name, bytes] of Object.entries(TINY_CIFAR100))
    writeFileSync(join(where.data, 'cifar100', name), bytes);
  expect(await runIn(where, args)).toMatchObject({ code: 0 });
  expect(allDone(where.cwd)).toBe(true);
  rmSync(join(where.data, 'cifar100'), { recursive: true });
  expect(await runIn(where, args)).toMatchObject({ code: 0 });
});

it('leaves what is there when --overwrite finds no data', async () => {
  const where = place();
  const dir = madeUpData();
  const args = command(...idx(dir), 'train.batch_size=50');
  expect(await runIn(where, args)).toMatchObject({ code: 0 });
  rmSync(join(dir, 'train-labels-idx1-ubyte'));
  expect(await runIn(where, [...args, '--overwrite'])).toMatchObject({ code: 3 });
  expect(allDone(where.cwd)).toBe(true);
});

it('tries runs again that failed before they began, as earlier versions left them', async () => {
  const where = place();
  const args = command(...cifar());
  mkdirSync(join(where.data, 'cifar100'));
  for (const [name, bytes] of Object.entries(TINY_CIFAR100))
    writeFileSync(join(where.data, 'cifar100', name), bytes);
  expect(await runIn(where, args)).toMatchObject({ code: 0 });
  const folder = join(where.cwd, 'results/x/activation=elu/run-0');
  const { configHash } = JSON.parse(readFileSync(join(folder, 'status.json'), 'utf8'));
  rmSync(folder, { recursive: true });
  mkdirSync(folder);
  const status = { status: 'failed', variant: { activation: 'elu' }, run: 0, iterations: 0, seconds: 1 };
  const rest = { message: 'no data', configHash, startedAt: '2024-01-01T00:00:00.000Z' };
  writeFileSync(join(folder, 'status.json'), JSON.stringify({ ...status, ...rest }));
  expect(await runIn(where, args)).toMatchObject({ code: 0 });
  expect(JSON.parse(readFileSync(join(folder, 'status.json'), 'utf8')).status).toBe('done');
});

describe('where the data vary', () => {
  const varied = (good: string, bad: string) => [
    ...['run', 'quick/mnist', 'name=x', 'runs=1', 'network.hidden=2x8', 'network.activation=elu'],
    ...['dataset.name=idx', `variants={dataset.dir: [${good}, ${bad}]}`, 'train.batch_size=2'],
    ...['train.epochs=1', '--jobs', '4'],
  ];

  it('nothing is trained where some are missing', async () => {
    const where = place();
    const ended = await runIn(where, varied(tinyFolder(), '/nowhere'));
    expect(ended).toMatchObject({ code: 3, stdout: '' });
    expect(readdirSync(where.cwd)).toEqual([]);
  });

  it('the others are trained where some prove damaged, and those by the same command once they are mended', async () => {
    const where = place();
    const bad = tinyFolder({ 't10k-labels-idx1-ubyte': idxLabels([2, 7]) });
    const args = varied(tinyFolder(), bad);
    const ended = await runIn(where, args);
    expect(ended.code).toBe(3);
    expect(ended.stderr.match(/label 7; expected/g)).toHaveLength(1);
    expect(ended.stdout).toMatch(/ 1 .*\n.*0 of 1, 1 not begun/);
    expect(readdirSync(join(where.cwd, 'results/x')).filter((name) => name !== 'summary.csv')).toHaveLength(
      1,
    );
    writeFileSync(join(bad, 't10k-labels-idx1-ubyte'), idxLabels([2, 1]));
    expect(await runIn(where, args)).toMatchObject({ code: 0 });
  });
});

it('stops at the first run that finds the data gone, and goes on with the same command when they are back', async () => {
  const where = place();
  const [dir, aside] = [madeUpData(), temporaryFolder()];
  cpSync(dir, aside, { recursive: true });
  const args = [...command(...idx(dir)), '--jobs', '1', 'train.batch_size=10', 'train.epochs=100'];
  const { ended } = start(args, { cwd: where.cwd });
  while (!existsSync(join(where.cwd, 'results/x/activation=elu/run-0/log.csv'))) await sleep(10);
  rmSync(join(dir, 'train-labels-idx1-ubyte'));
  const { code, stderr, stdout } = await ended;
  expect(code).toBe(3);
  expect(stderr.match(/no train-labels-idx1-ubyte/g)).toHaveLength(1);
  expect(stdout).toMatch(/activation=relu +0 of 1, 1 not begun/);
  expect(stderr).not.toMatch(/\[\d\/2\] .*failed/);
  cpSync(aside, dir, { recursive: true });
  expect(await runIn(where, args)).toMatchObject({ code: 0 });
  expect(allDone(where.cwd)).toBe(true);
});

describe('whitening', () => {
  const whitened = (dir: string, ...more: string[]) => [
    ...command(...idx(dir)),
    ...['dataset.preprocess={gcn: true, zca: true}', 'train.batch_size=50', ...more],
  ];
  const fits = (...all: readonly Ended[]) =>
    all.flatMap(({ stderr }) => stderr.match(/fitting the whitening, once for all runs, 0 %/g) ?? []);
  const FILES = ['whitened', 'zca'].map((kind) => expect.stringMatching(new RegExp(`^${kind}-\\w+\\.bin$`)));

  it('is fitted once by eight jobs, and never again', { timeout: 120_000 }, async () => {
    const where = place();
    const args = whitened(madeUpData(), 'runs=4', '--jobs', '8');
    const first = await runIn(where, args);
    expect(first.code).toBe(0);
    expect(fits(first)).toHaveLength(1);
    expect(allDone(where.cwd, 4)).toBe(true);
    expect(readdirSync(join(where.data, 'cache'))).toEqual(FILES);
    expect(fits(await runIn(where, [...args, '--overwrite', 'runs=1']))).toHaveLength(0);
  });

  it('is fitted once by commands side by side', async () => {
    const where = place();
    const dir = madeUpData();
    const all = await Promise.all(
      [0, 1, 2, 3].map((i) => runIn(where, whitened(dir, 'variants.activation=[elu]', '--out', `out-${i}`))),
    );
    expect(all.map(({ code }) => code)).toEqual([0, 0, 0, 0]);
    expect(fits(...all)).toHaveLength(1);
    expect(readdirSync(join(where.data, 'cache'))).toEqual(FILES);
  });

  it('that can be kept nowhere is told once, and leaves nothing', async () => {
    const where = place();
    writeFileSync(join(where.data, 'cache'), '');
    const ended = await runIn(where, [...whitened(madeUpData()), '--quiet']);
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^elu-bench: cannot write to .*cache.*ELU_BENCH_DATA.*\n$/);
    expect(readdirSync(where.cwd)).toEqual([]);
  });
});
