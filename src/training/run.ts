/** @file The training loop: steps, evaluations between them, a row of the log for each; ends early when asked to, or when the loss is no number any more. */
import { setImmediate as turn } from 'node:timers/promises';
import type { RunPlan } from '../config/experiment.ts';
import { nextEvaluation, totalIterations } from '../config/length.ts';
import { parseSchedule } from '../config/schedule.ts';
import { batchSamples, stepsPerEpoch } from '../data/order.ts';
import type { Trainer } from '../engines/trainer.ts';
import type { ActivationRow, LogRow } from '../results/columns.ts';
import type { CsvFile } from '../results/csv.ts';
import { adaptiveChunks, type Chunks } from './chunks.ts';
import { honestError, stepMeans } from './means.ts';
import type { Progress, RunEnd } from './messages.ts';
import { summarise } from './probe.ts';

export interface TrainingRun {
  readonly plan: RunPlan;
  /** Samples of the training split. */
  readonly trainCount: number;
  /** With its parameters written. */
  readonly trainer: Trainer;
  readonly log: Pick<CsvFile<LogRow>, 'append'>;
  /** Where the means of single units go; absent where they are not asked for. */
  readonly activations?: Pick<CsvFile<ActivationRow>, 'append'>;
  /** How many steps the engine is given at a time; the results are the same for any. */
  readonly chunks?: Chunks;
  /** Seconds since the run began. */
  seconds(): number;
  onRow(row: LogRow): void;
  onProgress(progress: Progress): void;
  /** Asked between two calls to the engine. */
  shouldStop(): boolean;
}

/** Trains from the first step to the last; the log's last row is the end of the training, or the step at which it diverged. */
export const trainRun = async (options: TrainingRun): Promise<RunEnd> => {
  const { plan, trainCount, trainer, chunks = adaptiveChunks() } = options;
  const { experiment, run } = plan;
  const { seed, probe } = experiment;
  const { batch_size: batchSize } = experiment.train;
  const order = { count: trainCount, batchSize, shuffle: experiment.dataset.shuffle, seed, run };
  const perEpoch = stepsPerEpoch(trainCount, batchSize);
  const total = totalIterations(experiment.train, perEpoch);
  const rateAt = parseSchedule(experiment.optimizer.learning_rate);
  const means = stepMeans();
  let iteration = 0;
  let latest: Pick<Progress, 'loss' | 'error' | 'msPerStep'> = {};

  const tell = (phase: Progress['phase']) =>
    options.onProgress({ phase, iteration, total, epoch: iteration / perEpoch, ...latest });

  /** Ends the row that is due, with what the evaluation gave: nothing where the training diverged before it. */
  const record = async (evaluation: Partial<LogRow>) => {
    const row = {
      iteration,
      epoch: iteration / perEpoch,
      learningRate: rateAt(iteration),
      ...means.take(),
      ...evaluation,
      seconds: Math.round(options.seconds() * 1000) / 1000,
    };
    await options.log.append(row);
    options.onRow(row);
  };

  const evaluate = async () => {
    tell('evaluating');
    const { loss, error } = await trainer.evaluate('test');
    const layers = probe.samples > 0 ? await trainer.probe(Math.min(probe.samples, trainCount)) : [];
    await options.activations?.append(
      ...layers.flatMap(({ layer, mean }) =>
        Array.from(mean, (value, unit) => ({
          iteration,
          epoch: iteration / perEpoch,
          layer,
          unit,
          mean: value,
        })),
      ),
    );
    await record({
      testLoss: loss,
      ...(error !== undefined && { testError: honestError(error, loss) }),
      ...summarise(layers),
    });
    return loss;
  };

  const diverged = (what: string, loss: number, step: number): RunEnd => ({
    status: 'diverged',
    iteration,
    message: `the ${what} loss became ${loss} at iteration ${iteration}, learning rate ${rateAt(step)}.`,
  });

  const startLoss = await evaluate();
  if (!Number.isFinite(startLoss)) return diverged('test', startLoss, 0);
  while (iteration < total) {
    // Gives signals and messages of the parent their turn.
    await turn();
    if (options.shouldStop()) return { status: 'interrupted', iteration };
    const target = nextEvaluation(experiment, perEpoch, iteration);
    const steps = chunks.next(target - iteration);
    const rates = Float64Array.from({ length: steps }, (_, step) => rateAt(iteration + step));
    const before = performance.now();
    const results = await trainer.train(batchSamples(order, iteration, steps), rates);
    const took = performance.now() - before;
    chunks.took(steps, took);

    const bad = results.loss.findIndex((loss) => !Number.isFinite(loss));
    const good = bad < 0 ? steps : bad + 1;
    means.add(results, good);
    iteration += good;
    if (bad >= 0) {
      await record({});
      return diverged('training', results.loss[bad]!, iteration - 1);
    }
    latest = {
      loss: mean(results.loss),
      ...(results.error && { error: mean(results.error) }),
      msPerStep: took / steps,
    };
    tell('training');
    if (iteration < target) continue;
    const testLoss = await evaluate();
    if (!Number.isFinite(testLoss)) return diverged('test', testLoss, iteration - 1);
  }
  return { status: 'done', iteration };
};

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
