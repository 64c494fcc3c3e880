/** @file The training loop on a trainer that can be calculated by hand: rows, means, schedule, chunks, divergence, stop. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fakeTrainer } from '../../test/fake-trainer.ts';
import { samplePlan } from '../../test/sample-plan.ts';
import type { Experiment } from '../config/experiment.ts';
import { usageError } from '../errors.ts';
import type { ActivationRow, LogRow } from '../results/run-columns.ts';
import type { Position } from '../store/checkpoint-note.ts';
import type { Chunks } from './chunks.ts';
import type { Progress } from './messages.ts';
import { trainRun } from './run.ts';
import type { Steps } from './stage.ts';

const BATCH = 2;
const SAMPLES = 9;

interface Wish {
  readonly experiment?: Partial<Experiment>;
  readonly chunks?: Chunks;
  readonly steps?: Steps;
  readonly failAt?: number;
  readonly trainCount?: number;
  /** Asked to stop once this many calls to the engine are done. */
  readonly stopAfter?: number;
  /** Goes on from what an earlier training has saved. */
  readonly from?: Saved;
  /** Asked to stop at once when this many evaluations have begun. */
  readonly stopInEvaluation?: number;
}

/** What a checkpoint holds: the position, the trainer, and how long the log was. */
interface Saved {
  readonly position: Position;
  readonly weight: number;
  readonly rows: readonly LogRow[];
}

/** Four steps an epoch in file order, so their first samples are 0 2 4 6, 8 1 3 5, 7 0 2 4, … */
async function train({
  experiment,
  chunks,
  steps,
  failAt,
  trainCount = SAMPLES,
  stopAfter = Infinity,
  stopInEvaluation = Infinity,
  from,
}: Wish = {}) {
  const rows: LogRow[] = [...(from?.rows ?? [])];
  const saves: Saved[] = [];
  const stopping = new AbortController();
  const units: ActivationRow[] = [];
  const told: Progress[] = [];
  const unsaved: boolean[] = [];
  const trainer = fakeTrainer(BATCH, failAt, from?.weight);
  let evaluations = 0;
  const measure: typeof trainer.measure = () => {
    if (++evaluations < stopInEvaluation) return trainer.measure();
    stopping.abort();
    return new Promise(() => {});
  };
  const plan = samplePlan(
    {},
    {
      dataset: { name: 'mnist', shuffle: false },
      optimizer: { name: 'sgd', learning_rate: 0.5, momentum: 0, weight_decay: 0 },
      train: { batch_size: BATCH, epochs: 2 },
      ...experiment,
    },
  );
  let clock = 0;
  const end = await trainRun({
    plan,
    trainCount,
    trainer,
    measure,
    log: { append: async (...added) => void rows.push(...added) },
    activations: { append: async (...added) => void units.push(...added) },
    ...(chunks && { chunks }),
    ...(steps && { steps }),
    seconds: () => clock++,
    onRow: () => {},
    onProgress: (progress) => {
      told.push(progress);
      if (trainer.calls.length >= stopAfter) stopping.abort();
    },
    ...(from && { from: from.position }),
    save: async (position) => void saves.push({ position, weight: trainer.weight(), rows: [...rows] }),
    onUnsaved: (now) => void unsaved.push(now),
    stop: stopping.signal,
  });
  return { end, rows, units, told, unsaved, saves, calls: trainer.calls };
}

/** Calls of these sizes, over and over. */
function sized(sizes: readonly number[]): Chunks {
  let call = 0;
  return { next: (left) => Math.min(sizes[call++ % sizes.length]!, left), took: () => {} };
}

describe('trainRun', () => {
  it('logs the start, then a row an evaluation with means since the row before', async () => {
    const { end, rows } = await train();
    // w before each step, η = 1/2: 0 0 1 2.5 | 4.25 6.125 3.5625 3.28125, at the end 4.140625.
    const loss = [(0 + 0 + 1 + 6.25) / 4, (4.25 ** 2 + 6.125 ** 2 + 3.5625 ** 2 + 3.28125 ** 2) / 4];
    expect(end).toEqual({ status: 'done', iteration: 8 });
    expect(rows).toEqual([
      {
        iteration: 0,
        epoch: 0,
        learning_rate: 0.5,
        test_loss: 0,
        test_error: 0.5,
        mean_activation: 0,
        median_unit_activation: 0,
        seconds: 0,
      },
      {
        iteration: 4,
        epoch: 1,
        learning_rate: 0.5,
        train_loss: loss[0],
        train_error: 0.5,
        test_loss: 4.25,
        test_error: 0.5,
        mean_activation: 8.5,
        median_unit_activation: 4.25,
        seconds: 1,
      },
      {
        iteration: 8,
        epoch: 2,
        learning_rate: 0.5,
        train_loss: loss[1],
        train_error: 0,
        test_loss: 4.140625,
        test_error: 0.5,
        mean_activation: 8.28125,
        median_unit_activation: 4.140625,
        seconds: 2,
      },
    ]);
  });

  it('evaluates in iterations too, and at the end though it is no multiple', async () => {
    const { rows } = await train({
      experiment: {
        train: { batch_size: BATCH, iterations: 7 },
        evaluate: { every: { count: 3, unit: 'iterations' } },
      },
    });
    expect(rows.map(({ iteration, epoch }) => [iteration, epoch])).toEqual([
      [0, 0],
      [3, 0.75],
      [6, 1.5],
      [7, 1.75],
    ]);
  });

  it('follows the learning-rate schedule step by step', async () => {
    const learning_rate = '1 to 2, 0.5 to 4';
    const { rows } = await train({
      experiment: {
        optimizer: { name: 'sgd', learning_rate, momentum: 0, weight_decay: 0 },
        evaluate: { every: { count: 1, unit: 'iterations' } },
      },
      chunks: sized([4]),
    });
    // w: 0, then x = 0, 2 with η = 1, then x = 4, 6 with η = 1/2.
    expect(rows.slice(0, 5).map(({ learning_rate, test_loss }) => [learning_rate, test_loss])).toEqual([
      [1, 0],
      [1, 0],
      [0.5, 2],
      [0.5, 3],
      [0.5, 4.5],
    ]);
  });

  it('gives the same rows however the steps come in calls', async () => {
    const { rows: expected } = await train();
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), async (sizes) => {
        const { rows, calls } = await train({ chunks: sized(sizes) });
        expect(rows).toEqual(expected);
        expect(calls.reduce((a, b) => a + b)).toBe(8);
      }),
    );
  });

  it('writes the mean of every unit', async () => {
    const { units } = await train();
    expect(units).toHaveLength(9);
    expect(units.slice(3, 6)).toEqual([
      { iteration: 4, epoch: 1, layer: 'activation1', unit: 0, mean: 4.25 },
      { iteration: 4, epoch: 1, layer: 'activation1', unit: 1, mean: 4.25 },
      { iteration: 4, epoch: 1, layer: 'activation2', unit: 0, mean: 17 },
    ]);
  });

  it.each([[1], [2], [4]])('ends as diverged at the very step, in calls of %i', async (size) => {
    const { end, rows } = await train({ failAt: 5, chunks: sized([size]) });
    expect(end).toEqual({
      status: 'diverged',
      iteration: 6,
      message: 'the training loss became NaN at iteration 6, learning rate 0.5.',
    });
    expect(rows.map(({ iteration }) => iteration)).toEqual([0, 4, 6]);
    expect(rows[2]).toEqual({
      iteration: 6,
      epoch: 1.5,
      learning_rate: 0.5,
      train_loss: Number.NaN,
      train_error: Number.NaN,
      seconds: 2,
    });
  });

  it('ends as diverged where the test loss is no number though the training loss was', async () => {
    const learning_rate = 1e308;
    const { end, rows } = await train({
      experiment: {
        optimizer: { name: 'sgd', learning_rate, momentum: 0, weight_decay: 0 },
        evaluate: { every: { count: 2, unit: 'iterations' } },
      },
    });
    expect(end).toMatchObject({ status: 'diverged', iteration: 2 });
    expect(end.message).toContain('the test loss became Infinity at iteration 2');
    expect(rows.at(-1)).toMatchObject({ iteration: 2, test_loss: Infinity });
  });

  it('stops between two calls, with whole rows only', async () => {
    const { end, rows, calls } = await train({ stopAfter: 3, chunks: sized([2]) });
    expect(end).toEqual({ status: 'interrupted', iteration: 6 });
    expect(calls).toEqual([2, 2, 2]);
    expect(rows.map(({ iteration }) => iteration)).toEqual([0, 4]);
  });

  it('saves before the first step, as often as asked, and at the end', async () => {
    const every = { count: 3, unit: 'iterations' } as const;
    const { saves } = await train({
      experiment: { checkpoint: { every, initial: false } },
      chunks: sized([8]),
    });
    expect(saves.map(({ position }) => [position.iteration, position.logged])).toEqual([
      [0, 0],
      [3, 0],
      [6, 4],
      [8, 8],
    ]);
    expect(saves[1]!.position.sums).toEqual({ steps: 3, loss: 1, error: 2 });
  });

  it('goes on from any checkpoint to the same rows and weights, however often it is stopped', async () => {
    const experiment = {
      train: { batch_size: BATCH, iterations: 23 },
      evaluate: { every: { count: 5, unit: 'iterations' } },
    } as const;
    const whole = await train({ experiment });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 9 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }),
        async (sizes, inEvaluation) => {
          let last: Saved | undefined;
          for (const [session, mid] of inEvaluation.entries()) {
            const stopAt = mid ? { stopInEvaluation: 2 } : { stopAfter: 2 };
            const chunks = sized(sizes.map((size) => size + session));
            const { end, saves }: Awaited<ReturnType<typeof train>> = await train({
              experiment,
              chunks,
              ...stopAt,
              ...(last && { from: last }),
            });
            last = saves.at(-1) ?? last;
            if (end.status === 'done') break;
          }
          const { rows, saves } = await train({ experiment, from: last! });
          const timeless = (all: readonly LogRow[]) => all.map(({ seconds, ...row }) => row);
          expect(timeless(rows)).toEqual(timeless(whole.rows));
          expect((saves.at(-1) ?? last)!.weight).toBe(whole.saves.at(-1)!.weight);
        },
      ),
    );
  });

  it('gives an evaluation up when it is stopped, and does it first when it goes on', async () => {
    const { end, rows, saves } = await train({ stopInEvaluation: 2 });
    expect(end).toEqual({ status: 'interrupted', iteration: 4 });
    expect(rows.map(({ iteration }) => iteration)).toEqual([0]);
    expect(saves.at(-1)!.position).toMatchObject({ iteration: 4, logged: 0 });
    const { rows: all } = await train({ from: saves.at(-1)! });
    expect(all.map(({ iteration }) => iteration)).toEqual([0, 4, 8]);
  });

  it('saves nothing when it is stopped before its first step, for there is nothing', async () => {
    const { end, rows, saves } = await train({ stopInEvaluation: 1 });
    expect(end).toEqual({ status: 'interrupted', iteration: 0 });
    expect([rows, saves]).toEqual([[], []]);
  });

  it('says in which calls killing it would lose nothing', async () => {
    // The first evaluation and, after the first checkpoint, the first steps; then, with a checkpoint every 3 iterations, those after it.
    const every = { count: 3, unit: 'iterations' } as const;
    const checkpoint = { every, initial: false };
    const chunks = sized([1]);
    const { unsaved } = await train({ experiment: { checkpoint }, chunks });
    expect(unsaved).toEqual([false, true, false, true, false, true, false, true]);
    // At once where it goes on from a checkpoint: the evaluation that was given up is made first.
    const { saves } = await train({ stopInEvaluation: 2 });
    expect((await train({ from: saves.at(-1)!, chunks })).unsaved).toEqual([false, true]);
  });

  it('trains longer from where it ended', async () => {
    const longer = { experiment: { train: { batch_size: BATCH, epochs: 3 } } };
    const { saves } = await train();
    const { rows } = await train({ ...longer, from: saves.at(-1)! });
    expect(rows.map(({ test_loss }) => test_loss)).toEqual(
      (await train(longer)).rows.map(({ test_loss }) => test_loss),
    );
  });

  it('tells where it is', async () => {
    const { told } = await train({ chunks: sized([3]) });
    expect(told.map(({ phase, iteration }) => [phase, iteration])).toEqual([
      ['evaluating', 0],
      ['training', 3],
      ['training', 4],
      ['evaluating', 4],
      ['training', 7],
      ['training', 8],
      ['evaluating', 8],
    ]);
    expect(told[1]).toMatchObject({ total: 8, epoch: 0.75, loss: 1 / 3, error: 2 / 3 });
  });

  it('refuses a batch larger than the data set', async () => {
    await expect(train({ trainCount: 1 })).rejects.toThrow(
      usageError('train.batch_size is 2; expected at most 1, the number of training samples.'),
    );
  });
});

describe('phases', () => {
  /** Notes the parts that are entered and the steps that are prepared; a call takes two steps at most. */
  const noting = () => {
    const notes: string[] = [];
    const steps: Steps = {
      enter: async ({ first, end, dropout }) => void notes.push(`enter ${first}-${end} ${dropout}`),
      prepare: async (first, count, end) => {
        notes.push(`${first}+${count} of ${end}`);
        return undefined;
      },
      most: () => 2,
    };
    return { notes, steps };
  };
  const experiment: Partial<Experiment> = {
    train: {
      batch_size: BATCH,
      iterations: 3,
      phases: [{ iterations: 3, dropout: [0.5], learning_rate: 0.25 }, { iterations: 1 }],
    },
    evaluate: { every: { count: 100, unit: 'iterations' } },
  };

  it('begin at their step, with their dropout and learning rate; no call reaches over a border', async () => {
    const { notes, steps } = noting();
    const { end, rows } = await train({ experiment, steps });
    expect(end).toEqual({ status: 'done', iteration: 7 });
    expect(notes).toEqual([
      'enter 0-3 0',
      '0+1 of 3',
      '1+2 of 3',
      'enter 3-6 0.5',
      '3+2 of 6',
      '5+1 of 6',
      'enter 6-7 0',
      '6+1 of 7',
    ]);
    expect(rows.map(({ iteration }) => iteration)).toEqual([0, 7]);
    // w before each step with first samples 0 2 4 6 8 1 3: η = 1/2, then 1/4 in steps 3 to 5, then 1/2 again.
    const w = [0, 0, 1, 2.5, 3.375, 4.53125, 3.6484375];
    expect(rows[1]!.train_loss).toBeCloseTo(w.reduce((sum, v) => sum + v * v, 0) / 7, 12);
  });

  it('are gone on with in their midst', async () => {
    const { saves } = await train({ experiment, chunks: sized([1]), stopAfter: 5 });
    const { notes, steps } = noting();
    const whole = await train({ experiment });
    const rest = await train({ experiment, steps, from: saves.at(-1)! });
    expect(notes[0]).toBe('enter 3-6 0.5');
    expect(rest.rows.map(({ seconds, ...row }) => row)).toEqual(whole.rows.map(({ seconds, ...row }) => row));
  });
});
