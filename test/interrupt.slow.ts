/**
 * @file Ctrl-C at 50 moments of a first CIFAR run, from its start to its first checkpoint: data of full size are read, normalised and whitened, the
 * network at its full width is compiled and evaluated. It ends within a second each time, and nothing half-made is left.
 */
import { randomFillSync } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { type Ended, type Started, start } from './cli-process.ts';
import { temporaryFolder } from './tiny-idx.ts';

const MOMENTS = 50;
const RECORD = 3074;
/** Of a folder of one's own: as many records as were published would have to be those that were. */
const RECORDS = { 'train.bin': 49_999, 'test.bin': 500 };

/** Records of noise in which neighbours resemble each other, so that their covariance is one that is whitened with pains. */
const madeUpCifar = (): string => {
  const dir = temporaryFolder(afterAll);
  for (const [name, count] of Object.entries(RECORDS)) {
    const bytes = randomFillSync(Buffer.alloc(count * RECORD));
    for (let at = 0; at < bytes.length; at += RECORD) {
      bytes[at]! %= 20;
      bytes[at + 1]! %= 100;
      for (let i = at + 3; i < at + RECORD; i++) bytes[i] = (7 * bytes[i - 1]! + bytes[i]!) >> 3;
    }
    writeFileSync(join(dir, name), bytes);
  }
  return dir;
};

const dir = madeUpCifar();
const [out, data] = [temporaryFolder(afterAll), temporaryFolder(afterAll)];

const begin = (...more: string[]): Started =>
  start(
    [
      ...['run', 'cifar100', `dataset.dir=${dir}`, '--out', out, 'runs=1', '--jobs', '2'],
      ...[
        'variants={activation: [elu, relu]}',
        'network.batch_norm=false',
        'evaluate.train_samples=0',
        // Few enough to be ended at last, more than are done before the first checkpoint.
        ...['train.iterations=40', 'optimizer.learning_rate=0.01', 'evaluate.every=40 iterations'],
        ...more,
      ],
    ],
    { env: { ...process.env, ELU_BENCH_DATA: data } },
  );

/** Files of the run folders and of the cache. */
const left = (): readonly string[] =>
  [out, data].flatMap((root) =>
    readdirSync(root, { recursive: true }).map((path) => join(root, String(path))),
  );

const statuses = (): readonly string[] =>
  left()
    .filter((path) => path.endsWith('status.json'))
    .map((path) => JSON.parse(readFileSync(path, 'utf8')).status);

const expectWhole = () => {
  expect(left().filter((path) => /\.tmp|\.new|\.making|lock\.json/.test(path))).toEqual([]);
  for (const status of statuses()) expect(status).toBe('interrupted');
  for (const log of left().filter((path) => path.endsWith('log.csv')))
    expect(readFileSync(log, 'utf8')).toMatch(/\n$/);
};

/** Milliseconds until it has ended after Ctrl-C, which a terminal sends to all its processes. */
const interrupted = async ({ child, ended }: Started): Promise<Ended & { readonly after: number }> => {
  const before = performance.now();
  process.kill(-child.pid!, 'SIGINT');
  const end = await ended;
  return { ...end, after: performance.now() - before };
};

/** Whether a run has trained: it then ends after a step and a checkpoint, which takes longer than a second at this width. */
const hasTrained = (): boolean =>
  left()
    .filter((path) => path.endsWith('checkpoint.json'))
    .some((path) => JSON.parse(readFileSync(path, 'utf8')).position.iteration > 0);

const hasCheckpoint = (): boolean => left().some((path) => path.endsWith('checkpoint.json'));

/** Milliseconds from the start to the first checkpoint, where nobody interrupts. */
const wholeTime = async (): Promise<number> => {
  const began = performance.now();
  const run = begin();
  while (!hasCheckpoint() && run.child.exitCode === null) await sleep(20);
  const time = performance.now() - began;
  await interrupted(run);
  return time;
};

it.each([
  ['on an empty cache', true],
  ['with the whitening fitted', false],
] as const)('ends within a second of Ctrl-C, %s', async (_, empty) => {
  const clear = () => {
    rmSync(join(out, 'cifar100'), { recursive: true, force: true });
    if (empty) rmSync(join(data, 'cache'), { recursive: true, force: true });
  };
  clear();
  const whole = await wholeTime();
  const late: string[] = [];
  for (let moment = 0; moment < MOMENTS / 2; moment++) {
    clear();
    const at = (whole * (moment + 0.5)) / (MOMENTS / 2);
    const run = begin();
    await sleep(at);
    const { code, after, stderr } = await interrupted(run);
    if (after >= 1000 && !hasTrained())
      late.push(`${after.toFixed(0)} ms, asked after ${at.toFixed(0)} ms: ${stderr}`);
    // Before signals are taken, in its first tenths of a second, the signal itself ends it.
    if (code !== null) expect(code).toBe(130);
    expectWhole();
  }
  expect(late).toEqual([]);
});

it('takes the fitting over from a command that is killed', async () => {
  rmSync(join(data, 'cache'), { recursive: true, force: true });
  const others = join(out, 'others');
  const [first, second] = [begin('--out', others, 'name=first'), begin('--out', others, 'name=second')];
  const said = [first, second].map(({ child }) => {
    const texts = { said: '' };
    child.stderr!.on('data', (text) => (texts.said += text));
    return texts;
  });
  const fits = () => said.map((text) => text.said.includes('fitting the whitening'));
  while (!said.some((text) => text.said.includes('waiting for the whitening'))) await sleep(20);
  expect(fits().filter(Boolean)).toHaveLength(1);
  const [fitting, waiting] = fits()[0] ? [first, second] : [second, first];
  process.kill(-fitting.child.pid!, 'SIGKILL');
  while (!fits().every(Boolean) && waiting.child.exitCode === null) await sleep(20);
  const { code, after } = await interrupted(waiting);
  expect([code, after < 1000]).toEqual([130, true]);
  expect(readdirSync(join(data, 'cache'))).toEqual([]);
  rmSync(others, { recursive: true });
});

it('goes on with the same command', async () => {
  const { code } = await begin().ended;
  expect(code).toBe(0);
  expect(statuses()).toEqual(['done', 'done']);
  expect(existsSync(join(out, 'cifar100', 'summary.csv'))).toBe(true);
});
