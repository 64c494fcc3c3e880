/** @file The training loop: steps, evaluations and checkpoints between them; ends early when asked to, or when the loss is no number any more. */
import { setImmediate as turn } from 'node:timers/promises';
import type { RunPlan } from '../config/experiment.ts';
import { isEvaluated, nextEvaluation } from '../config/length.ts';
import { segments, totalIterations } from '../config/phases.ts';
import { batchSamples, stepsPerEpoch } from '../data/batches/order.ts';
import type { Trainer } from '../engines/trainer.ts';
import type { Measured } from '../measure/measure.ts';
import type { ActivationRow, LogRow } from '../results/columns.ts';
import type { CsvFile } from '../results/csv.ts';
import type { Position } from '../store/checkpoint-note.ts';
import { checkpointClock } from './checkpoint-clock.ts';
import { adaptiveChunks, type Chunks } from './chunks.ts';
import { stepMeans } from './means.ts';
import type { Progress, RunEnd } from './messages.ts';
import type { Steps } from './stage.ts';

export interface TrainingRun {
  readonly plan: RunPlan;
  /** Samples of the training split. */
  readonly trainCount: number;
  /** With its state written. */
  readonly trainer: Pick<Trainer, 'train'>;
  /** Measures the network as the trainer has it now. */
  measure(): Promise<Measured>;
  /** What the steps take beside their samples; absent: nothing. */
  readonly steps?: Steps;
  /** Where the run goes on, absent for a new one. */
  readonly from?: Position;
  readonly log: Pick<CsvFile<LogRow>, 'append'>;
  /** Where the means of single units go; absent where they are not asked for. */
  readonly activations?: Pick<CsvFile<ActivationRow>, 'append'>;
  /** How many steps the engine is given at a time; the results are the same for any. */
  readonly chunks?: Chunks;
  /** Seconds that the run has taken so far. */
  seconds(): number;
  /** Keeps the trainer's state and the logs as they are now, so that the run can go on from here. */
  save(position: Position): Promise<void>;
  onRow(row: LogRow): void;
  onProgress(progress: Progress): void;
  /** Told before and after every longer call, where it changed: whether the run now holds something that its folder does not, or is writing there. */
  onUnsaved(unsaved: boolean): void;
  /** Aborted when the run shall save where it is and end. An evaluation is then given up, a call of steps is not. */
  readonly stop: AbortSignal;
}

/** Trains from the first step to the last; the log's last row is the end of the training, or the step at which it diverged. */
export const trainRun = async (options: TrainingRun): Promise<RunEnd> => {
  const { plan, trainCount, trainer, from, stop, chunks = adaptiveChunks() } = options;
  const { experiment, run } = plan;
  const { seed } = experiment;
  const { batch_size: batchSize } = experiment.train;
  const order = { count: trainCount, batchSize, shuffle: experiment.dataset.shuffle, seed, run };
  const perEpoch = stepsPerEpoch(trainCount, batchSize);
  const total = totalIterations(experiment.train, perEpoch);
  const parts = segments(experiment, perEpoch);
  const partAt = (iteration: number) => parts.find(({ end }) => iteration < end) ?? parts.at(-1)!;
  const rateAt = (iteration: number) => partAt(iteration).rateAt(iteration);
  const means = stepMeans(from?.sums);
  const clock = checkpointClock(experiment.checkpoint.every, perEpoch, from?.iteration);
  const stopped = new Promise<undefined>((resolve) => {
    if (stop.aborted) resolve(undefined);
    stop.addEventListener('abort', () => resolve(undefined));
  });
  let { iteration, logged } = from ?? { iteration: 0, logged: -1 };
  let saved = from;
  let entered: (typeof parts)[number] | undefined;
  let latest: Pick<Progress, 'loss' | 'error' | 'msPerStep'> = {};

  let told: boolean | undefined;
  const tellUnsaved = (unsaved: boolean) => {
    if (unsaved !== told) options.onUnsaved(unsaved);
    told = unsaved;
  };
  /** A long call, during which nothing is written: where all is saved, nothing is lost with it. */
  const calling = async <T>(call: () => Promise<T>): Promise<T> => {
    const isSaved = saved ? saved.iteration === iteration && saved.logged === logged : iteration === 0;
    tellUnsaved(!isSaved);
    try {
      return await call();
    } finally {
      tellUnsaved(true);
    }
  };

  const tell = (phase: Progress['phase']) =>
    options.onProgress({ phase, iteration, total, epoch: iteration / perEpoch, ...latest });

  /** Ends the row that is due, with what the evaluation gave: nothing where the training diverged before it. */
  const record = async (evaluation: Partial<LogRow>) => {
    const row = {
      iteration,
      epoch: iteration / perEpoch,
      learning_rate: rateAt(iteration),
      ...means.take(),
      ...evaluation,
      seconds: Math.round(options.seconds() * 1000) / 1000,
    };
    await options.log.append(row);
    logged = iteration;
    options.onRow(row);
  };

  const save = async () => {
    if (saved?.iteration === iteration && saved.logged === logged) return;
    saved = { iteration, logged, sums: means.sums() };
    await options.save(saved);
    clock.saved(iteration);
  };

  /** The test loss, once its row is written; undefined where the run was stopped meanwhile. */
  const evaluate = async (): Promise<number | undefined> => {
    // Not begun, as its first call might take long.
    if (stop.aborted) return undefined;
    tell('evaluating');
    const measuring = options.measure().catch((error: unknown) => {
      // Given up half-way.
      if (!stop.aborted) throw error;
      return undefined;
    });
    const measured = await calling(() => Promise.race([measuring, stopped]));
    if (!measured) return undefined;
    const epoch = iteration / perEpoch;
    await options.activations?.append(...measured.units.map((unit) => ({ iteration, epoch, ...unit })));
    await record(measured.figures);
    return measured.figures.test_loss;
  };

  const diverged = (what: string, loss: number): RunEnd => {
    const rate = rateAt(Math.max(0, iteration - 1));
    return {
      status: 'diverged',
      iteration,
      message: `the ${what} loss became ${loss} at iteration ${iteration}, learning rate ${rate}.`,
    };
  };

  const interrupted = async (): Promise<RunEnd> => {
    // Before the first step there is nothing that would not be made again as fast as it is read.
    if (saved || iteration > 0) await save();
    return { status: 'interrupted', iteration };
  };

  for (;;) {
    if (logged < iteration && isEvaluated(experiment, perEpoch, iteration)) {
      const testLoss = await evaluate();
      if (testLoss === undefined) return interrupted();
      if (!Number.isFinite(testLoss)) return diverged('test', testLoss);
    }
    if (iteration >= total) break;
    // Gives signals and messages of the parent their turn.
    await turn();
    if (stop.aborted) return interrupted();
    if (clock.isDue(iteration)) await save();

    const part = partAt(iteration);
    if (part !== entered) await options.steps?.enter(part);
    entered = part;
    const target = Math.min(
      nextEvaluation(experiment, perEpoch, iteration),
      clock.next(iteration),
      part.end,
      iteration + (options.steps?.most() ?? Infinity),
    );
    const steps = chunks.next(target - iteration);
    const rates = Float64Array.from({ length: steps }, (_, step) => rateAt(iteration + step));
    const before = performance.now();
    const results = await calling(async () => {
      const prepared = await options.steps?.prepare(iteration, steps, part.end);
      return trainer.train(batchSamples(order, iteration, steps), rates, prepared);
    });
    const took = performance.now() - before;
    chunks.took(steps, took);

    const bad = results.loss.findIndex((loss) => !Number.isFinite(loss));
    const good = bad < 0 ? steps : bad + 1;
    means.add(results, good);
    iteration += good;
    if (bad >= 0) {
      await record({});
      return diverged('training', results.loss[bad]!);
    }
    latest = {
      loss: mean(results.loss),
      ...(results.error && { error: mean(results.error) }),
      msPerStep: took / steps,
    };
    tell('training');
  }
  await save();
  return { status: 'done', iteration };
};

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
