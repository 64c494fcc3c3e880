/** @file A run on made-up images, of which some steps and evaluations can be timed. */
import { checkAsked } from '../../config/asked-fields.ts';
import type { SampleFacts } from '../../config/build.ts';
import type { Experiment, RunPlan } from '../../config/experiment.ts';
import { batchSamples } from '../../data/batches/order.ts';
import type { Dataset } from '../../data/dataset.ts';
import type { Engine } from '../../engines/engine.ts';
import type { StepResults, Trainer } from '../../engines/trainer.ts';
import type { Subject } from '../../measure/subject.ts';
import { initialParameters } from '../../network/init.ts';
import { asTrained } from '../as-trained.ts';
import { openLockstep } from '../lockstep/lockstep.ts';
import { openStage } from '../stage.ts';
import { madeUpData } from './made-up-data.ts';

export interface SampleRun extends Subject {
  readonly trainer: Trainer;
  readonly asked: Experiment['evaluate'];
  /** Steps that may go into one call. */
  most(): number;
  /** Takes steps, with learning rate 0 unless told otherwise: then nothing can diverge, whatever made-up images do. */
  train(steps: number, rate?: number): Promise<StepResults>;
}

/** Batches to train on, one after another. */
const BATCHES = 4;
/** Test images: enough for a steady time an image. */
export const TEST_SAMPLES = 200;

/** Made-up images for the batches of an experiment, and so many to test with. */
export const sampleData = (experiment: Experiment, data: SampleFacts, test = TEST_SAMPLES): Dataset =>
  asTrained(experiment, madeUpData(data, { train: BATCHES * experiment.train.batch_size, test }));

/** Trains on made-up images, as the first part of a run does. */
export async function openSample(
  { experiment }: RunPlan,
  data: SampleFacts,
  engine: Engine,
  dataset = sampleData(experiment, data),
): Promise<SampleRun> {
  checkAsked(experiment, data);
  const batchSize = experiment.train.batch_size;
  const stage = await openStage({ experiment, run: 0, dataset, engine });
  const { network, trainer } = stage;
  await trainer.write(initialParameters(network, { seed: experiment.seed, run: 0 }));
  // As the stage prepares them: what an engine gathers by itself and what it is given are of the same samples.
  const {
    seed,
    dataset: { shuffle },
  } = experiment;
  const order = { count: dataset.train.count, batchSize, shuffle, seed, run: 0 };
  let step = 0;
  const train = async (steps: number, rate = 0) => {
    const prepared = await stage.prepare(step, steps, Infinity);
    const rates = new Float64Array(steps).fill(rate);
    const results = await trainer.train(batchSamples(order, step, steps), rates, prepared);
    step += steps;
    return results;
  };
  const subject = { trainer, network, objective: experiment.objective, dataset };
  return { ...subject, asked: experiment.evaluate, most: stage.most, train };
}

/** The same runs as one graph; all take each call. */
export async function openSamples(
  plans: readonly [RunPlan, ...RunPlan[]],
  data: SampleFacts,
  engine: Engine,
): Promise<Pick<SampleRun, 'most'> & { train(steps: number): Promise<unknown> }> {
  const dataset = sampleData(plans[0].experiment, data);
  const companions = openLockstep(plans.length, new AbortController().signal);
  const samples = await Promise.all(
    plans.map((plan, i) => openSample(plan, data, companions[i]!.engine(engine), dataset)),
  );
  return {
    most: samples[0]!.most,
    train: (steps) => Promise.all(samples.map((sample) => sample.train(steps))),
  };
}
