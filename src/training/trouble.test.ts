/** @file A GPU that is lost, and memory that runs out: a fake trainer says so in the words of onnxruntime; the run is interrupted, says where it goes on, and does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { madeUpData } from '../../test/cli-process.ts';
import { samplePlan } from '../../test/sample-plan.ts';
import { tinyDataset } from '../../test/tiny.ts';
import { temporaryFolder } from '../../test/tiny-idx.ts';
import type { Engine } from '../engines/engine.ts';
import { ENGINES } from '../engines/engines.ts';
import { UserError } from '../errors.ts';
import { readStatus } from '../store/status.ts';
import type { Chunks } from './chunks.ts';
import { recordedRun } from './recorded-run.ts';
import { type Afflicted, troubleOf } from './trouble.ts';

const LOST =
  'Failed to download data from buffer. wgpu::MapAsyncStatus value: 4\n  at webgpu/buffer_manager.cc:553';
const FULL =
  'BFCArena::AllocateRawInternal Failed to allocate memory for requested buffer of size 1228800000';
const onnx = await ENGINES.onnx.load();

/** The CPU's engine, until its trainer has been asked for more than so many steps: then it fails with these words, and can't be read any more. */
const failing = (words: string, after: number): Engine => ({
  ...onnx,
  async create(spec) {
    const trainer = await onnx.create(spec);
    let steps = 0;
    const failIfLost = () => {
      if (steps > after) throw new Error(words);
    };
    return {
      ...trainer,
      async train(samples, rates, prepared) {
        steps += rates.length;
        failIfLost();
        return trainer.train(samples, rates, prepared);
      },
      async read() {
        failIfLost();
        return trainer.read();
      },
      close: () => (steps > after ? new Promise<never>(() => {}) : trainer.close()),
    };
  },
});

const TWO: Chunks = { next: (most) => Math.min(2, most), took: () => {} };

describe('a run whose engine fails', () => {
  const data = madeUpData(afterAll);
  const plan = samplePlan(
    {},
    {
      dataset: { name: 'idx', dir: data, shuffle: true },
      network: { hidden: [4], activation: { name: 'elu', alpha: 1 }, init: 'he' },
      train: { batch_size: 10, iterations: 20 },
      evaluate: { every: { count: 5, unit: 'iterations' } },
      checkpoint: { every: { count: 5, unit: 'iterations' }, initial: false },
    },
  );
  const hooks = () => ({
    stop: new AbortController().signal,
    confirm: async () => {},
    ...{
      onUnsaved: () => {},
      onProgress: () => {},
      onRow: () => {},
      onPreparing: () => {},
      onLoaded: () => {},
    },
    onWarning: () => {},
  });
  const train = (folder: string, engine: Engine) =>
    recordedRun({ plan, engine: 'onnx', config: '', folder, command: [] }, hooks(), {
      count: 1,
      shared: (make) => make(hooks().stop),
      engine: () => engine,
      chunks: TWO,
      leave: () => {},
    });
  const log = (folder: string) => readFileSync(join(folder, 'log.csv'), 'utf8').replaceAll(/,[^,\n]*$/gm, '');

  it('is interrupted, says of which iteration its last checkpoint is, and goes on from there', async () => {
    const [folder, whole] = [temporaryFolder(), temporaryFolder()];
    const end = await train(folder, failing(LOST, 13));
    expect(end).toMatchObject({ status: 'interrupted', exitCode: 1 });
    const { position } = JSON.parse(readFileSync(join(folder, 'checkpoint.json'), 'utf8'));
    expect(position.iteration).toBe(10);
    expect(end.message).toContain('engine onnx: the GPU was lost.');
    expect(end.message).toContain(
      "The run's last checkpoint is of iteration 10; the same command goes on from there.",
    );
    expect(end.message).not.toContain('buffer_manager');
    expect(readStatus(folder)).toMatchObject({ status: 'interrupted', message: end.message });
    expect(await train(folder, onnx)).toMatchObject({ status: 'done', iteration: 20 });
    expect(await train(whole, onnx)).toMatchObject({ status: 'done' });
    expect(log(folder)).toBe(log(whole));
  });

  it('has no checkpoint yet where it fails before the first', async () => {
    const end = await train(temporaryFolder(), failing(LOST, -1));
    expect(end).toMatchObject({ status: 'interrupted', exitCode: 1 });
    expect(end.message).toContain('no checkpoint yet; the same command begins it anew');
  });

  it('says how much memory was wanting, and which batch takes less', async () => {
    const end = await train(temporaryFolder(), failing(FULL, 3));
    expect(end).toMatchObject({ status: 'interrupted', exitCode: 1 });
    expect(end.message).toMatch(
      /memory ran out\. 1\.23 GB more were asked for in one piece; with batches of 10 /,
    );
    expect(end.message).toContain('train.batch_size=5 takes about');
  });

  it('keeps the stack of an error that nobody knows', async () => {
    await expect(train(temporaryFolder(), failing('a fault of ours', 3))).rejects.toThrow('a fault of ours');
  });
});

describe('troubleOf', () => {
  const run: Afflicted = {
    plan: samplePlan(
      {},
      {
        train: { batch_size: 4000, epochs: 1 },
        network: {
          stacks: [[{ units: 64, field: 3 }], [{ units: 4, field: 1 }]],
          activation: { name: 'elu', alpha: 1 },
          init: 'he',
        },
      },
    ),
    engine: 'onnx:webgpu',
    dataset: tinyDataset,
    together: 1,
    saved: 1200,
  };
  const told = async (batch: number, bytes: number | undefined) => {
    const plan = samplePlan({}, { ...run.plan.experiment, train: { batch_size: batch, epochs: 1 } });
    const error = await troubleOf(new Error(FULL), onnx, { ...run, plan }, async () =>
      bytes === undefined ? undefined : { name: 'made-up GPU', bytes, freeBytes: bytes },
    );
    return (error as UserError).message;
  };

  it('says which batch would fit into the memory that there is', async () => {
    // A sample makes 64 units of 3 × 4 before its activation and after, and what is pooled; with half of that again, 4 bytes each.
    expect(await told(400_000, 1e9)).toMatch(
      /of the 1 GB that made-up GPU has\. train\.batch_size=\d+ would fit; fewer --jobs help/,
    );
    const fits = async (bytes: number) => Number(/batch_size=(\d+)/.exec(await told(400_000, bytes))![1]);
    const [one, two] = [await fits(1e9), await fits(2e9)];
    expect(one).toBeLessThan(400_000);
    // What is no batch's, 250 MB, comes off 90 % of it once.
    expect((two + 1) / (one + 1)).toBeCloseTo((1.8 - 0.25) / (0.9 - 0.25), 3);
  });

  it('says so where no batch fits, and where it should have fitted', async () => {
    expect(await told(100, 0.2e9)).toContain('Not even a batch of 1 fits');
    expect(await told(100, 80e9)).toContain('train.batch_size=50 takes about');
    expect(await told(1, undefined)).toContain('It is a batch of 1 already');
    expect(await told(100, undefined)).toContain("The run's last checkpoint is of iteration 1,200");
  });

  it('leaves errors alone that are told already, or that nobody knows', async () => {
    const known = new UserError('told', 3);
    expect(await troubleOf(known, onnx, run)).toBe(known);
    const unknown = new Error('a fault of ours');
    expect(await troubleOf(unknown, onnx, run)).toBe(unknown);
  });
});
