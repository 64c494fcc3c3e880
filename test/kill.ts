/** @file Cuts runs off at random moments and goes on with the same command, until so many cuts have hit them. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { readSafetensors } from '../src/store/safetensors.ts';
import { eluBench, logOf, madeUpData, start } from './cli-process.ts';
import { temporaryFolder } from './tiny-idx.ts';

export interface Cuts {
  readonly signal: 'SIGKILL' | 'SIGTERM';
  readonly count: number;
  readonly jobs: number;
  /** Runs in a process; undisturbed they are alone. */
  readonly vectorize?: number;
  /** The network and all else that is not the same for every such test. */
  readonly config: readonly string[];
  /** What it is learned from; a folder of idx files, if nothing is said. */
  readonly dataset?: readonly string[];
  /** Iterations at least, and for each cut; 1000 and 200 for networks of a few units. */
  readonly iterations?: readonly [least: number, each: number];
}

/** Momentum, decay, shuffled batches, evaluations and statistics of single units: all that has a state. */
export const DENSE: readonly string[] = [
  'network.hidden=2x16',
  'optimizer.momentum=0.9',
  'optimizer.weight_decay=0.0001',
  'optimizer.learning_rate=0.001',
  'probe.per_unit=true',
];

/** Convolutions with batch normalisation, masks and augmented batches made by a thread, and a phase with other dropout. */
export const CONVOLUTIONAL: readonly string[] = [
  'network.stacks=["1x4x3", "1x5x2", "1x3x1"]',
  'network.batch_norm=true',
  'network.dropout=[0.2, 0.4]',
  'dataset.augment={pad: 1, flip: true}',
  'optimizer.momentum=0.9',
  'optimizer.learning_rate=0.001',
  'train.phases=[{iterations: 500, dropout_on: all, dropout_scale: 1.5, learning_rate: 0.0005}]',
  'evaluate.train_samples=50',
];

/** Random crops of prepared pictures, mirrored, less their mean, made by several threads; some of the test pictures. */
export const PICTURES: readonly string[] = [
  'network.stacks=["1x4x3", "1x5x2", "1xclassesxFC"]',
  'network.dropout=[0.2, 0.4]',
  'dataset.crop=6',
  'dataset.augment={pad: 1, flip: true}',
  'dataset.preprocess={mean: pixel}',
  'dataset.workers=2',
  'optimizer.momentum=0.9',
  'optimizer.learning_rate=0.001',
  'evaluate.test_samples=7',
];

const VARIANTS = ['elu', 'relu'];
/** Checkpoints so often, and each so slow, that most cuts come in the midst of one. */
const OFTEN = '100 iterations';
const SLOW = { NODE_OPTIONS: `--import=${new URL('./slow-checkpoint.mjs', import.meta.url)}` };
/**
 * Milliseconds in which cuts come after a run has begun to save, at random. Every fourth cut comes at once, in the midst of a checkpoint, and every
 * fourth so soon after the start of the program.
 */
const WITHIN_MS = 300;
const STARTING_MS = 1000;

/** Cuts the runs off `count` times, lets them finish, and compares all they leave with runs that nobody disturbed. */
export const expectExactResume = async ({
  signal,
  count,
  jobs,
  vectorize = 1,
  config,
  dataset = ['dataset.name=idx', `dataset.dir=${madeUpData()}`],
  iterations = [1000, 200],
}: Cuts): Promise<void> => {
  const folder = (out: string, variant: string) => join(out, 'cut', `activation=${variant}`, 'run-0');
  const command = (out: string, every: string, together = 1) => [
    ...['run', 'quick/mnist', 'name=cut', 'runs=1', ...dataset],
    ...[
      'train.batch_size=10',
      `train.iterations=${iterations[0] + iterations[1] * count}`,
      'evaluate.every=70 iterations',
    ],
    ...[`variants.activation=[${VARIANTS}]`, `checkpoint.every=${every}`, ...config],
    ...['--jobs', String(jobs), '--vectorize', String(together), '--quiet', '--out', out],
  ];
  const [whole, cut] = [temporaryFolder(), temporaryFolder()];
  expect(await eluBench(...command(whole, '10 minutes'))).toMatchObject({ code: 0, stderr: '' });

  let inCheckpoint = 0;
  for (let done = 0; done < count; done++) {
    const { child, ended } = start(command(cut, OFTEN, vectorize), { env: { ...process.env, ...SLOW } });
    if (done % 4 === 3) await sleep(STARTING_MS * Math.random());
    else {
      const since = Date.now();
      while (!VARIANTS.some((variant) => isSaving(folder(cut, variant), since)) && child.exitCode === null)
        await sleep(5);
      if (done % 4 !== 1) await sleep(WITHIN_MS * Math.random());
    }
    expect(child.exitCode, 'the runs are long enough for another cut').toBeNull();
    const saving = VARIANTS.some((variant) => isSaving(folder(cut, variant)));
    if (saving) inCheckpoint++;
    // The whole group at once, as a loss of power; the program alone; or one run alone, as when memory runs out.
    const run = done % 3 === 2 ? anyRun(VARIANTS.map((variant) => folder(cut, variant))) : undefined;
    process.kill(run ?? (done % 3 === 0 ? -child.pid! : child.pid!), signal);
    if (run !== undefined) {
      await sleep(50);
      // Where that was its last run, the command may have ended by itself.
      if (child.exitCode === null) process.kill(-child.pid!, signal);
    }
    const { stderr } = await ended;
    expect(stderr).not.toMatch(/ {4}at |damaged/);
  }
  const last = await eluBench(...command(cut, '10 minutes', vectorize));
  expect(last).toMatchObject({ code: 0 });
  // Of a few cuts it may be that none was so late.
  if (signal === 'SIGKILL' && count >= 10) expect(inCheckpoint).toBeGreaterThanOrEqual(count / 4);

  for (const variant of VARIANTS) {
    const [here, there] = [folder(cut, variant), folder(whole, variant)];
    expect(logOf(here)).toEqual(logOf(there));
    if (config === DENSE)
      expect(readFileSync(join(here, 'activations.csv'))).toEqual(
        readFileSync(join(there, 'activations.csv')),
      );
    const [ours, theirs] = await Promise.all(
      [here, there].map((path) => readSafetensors(join(path, 'checkpoint.safetensors'))),
    );
    // SHA-256 of names, shapes, values and the iteration.
    expect(ours!.sha256).toBe(theirs!.sha256);
    expect(readdirSync(here).filter((name) => name.includes('.new') || name.includes('.tmp'))).toEqual([]);
  }
};

/** Whether there is a part of a checkpoint that is not whole yet, begun after `since`: a run that was cut off may have left one, too. */
const isSaving = (folder: string, since = 0): boolean => {
  try {
    return readdirSync(folder)
      .filter((name) => name.startsWith('checkpoint.new'))
      .some((name) => statSync(join(folder, name)).mtimeMs > since);
  } catch {
    return false;
  }
};

/** The process of a run that has said in its lock which it is, and lives: a run that was cut off leaves its lock behind. */
const anyRun = (folders: readonly string[]): number | undefined => {
  for (const folder of folders) {
    try {
      const { processes } = JSON.parse(readFileSync(join(folder, 'lock.json'), 'utf8'));
      const pid = processes[1]?.pid;
      if (pid !== undefined && process.kill(pid, 0)) return pid;
    } catch {}
  }
  return undefined;
};
