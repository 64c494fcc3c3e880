/** @file What an experiment will take, before it is begun: counted from its network, and timed on a few steps of made-up images. */
import { checkAsked } from '../../config/asked-fields.ts';
import { networkOf, type SampleFacts } from '../../config/build.ts';
import type { Experiment, RunPlan } from '../../config/experiment.ts';
import { intervalSteps } from '../../config/interval.ts';
import { segments } from '../../config/phases.ts';
import { batchSamples, stepsPerEpoch } from '../../data/batches/order.ts';
import type { Dataset, Split } from '../../data/dataset.ts';
import { DATASETS, loadDataset } from '../../data/datasets.ts';
import { residentSplit } from '../../data/resident-split.ts';
import { selectEngine } from '../../engines/select.ts';
import type { Trainer } from '../../engines/trainer.ts';
import { UserError } from '../../errors.ts';
import { evaluate } from '../../measure/evaluate.ts';
import { first } from '../../measure/measure.ts';
import type { Subject } from '../../measure/subject.ts';
import {
  activationNumbers,
  parameterCount,
  stateNumbers,
  stepFlops,
  updateFlops,
} from '../../network/flops.ts';
import { initialParameters } from '../../network/init.ts';
import { randomStream } from '../../random/stream.ts';
import { size } from '../../shape.ts';
import { openStage } from '../stage.ts';

/** Samples of a data set that counts stand for. */
export interface Samples extends SampleFacts {
  readonly train: number;
  readonly test: number;
  /** Whether the data set is here; else its published size is meant. */
  readonly here: boolean;
}

/** What one run takes. */
export interface RunEstimate {
  readonly parameters: number;
  readonly flopsPerStep: number;
  readonly iterations: number;
  readonly evaluations: number;
  readonly msPerStep: number;
  readonly secondsPerEvaluation: number;
  readonly seconds: number;
  readonly memoryBytes: number;
  readonly diskBytes: number;
}

const FLOAT = 4;
/** Program, engine and compiled graphs. */
const BASE_BYTES = 250e6;
/** The larger tensors that a training step holds at once, in units of what its forward pass makes: gradients come to those. */
const STEP_SHARE = 1.5;
/** A row of log.csv and one of activations.csv. */
const ROW_BYTES = 150;
const UNIT_ROW_BYTES = 45;
/** Long enough for a steady time. */
const TIMED_MS = 2000;
const TIMED_EVALUATION = 200;

/** The data set of an experiment, or what is known of it. Throws where neither is to be had. */
export async function samplesOf({ experiment }: RunPlan): Promise<Samples> {
  const { samples } = DATASETS[experiment.dataset.name];
  try {
    const { train, test, ...facts } = await loadDataset(experiment.dataset);
    return { ...facts, train: train.count, test: test.count, here: true };
  } catch (error) {
    if (!(error instanceof UserError) || !samples) throw error;
    return { ...samples, here: false };
  }
}

/** Bytes that a run holds at most: program, data set, state, and what a step makes. */
export function memoryOf(
  { experiment }: RunPlan,
  data: SampleFacts & { readonly train: number; readonly test: number },
): number {
  const network = networkOf(experiment, data);
  const sample = size(data.sampleShape);
  const images = (data.train + data.test) * sample * (experiment.dataset.preprocess?.zca ? FLOAT : 1);
  const state = 2 * stateNumbers(network, experiment.optimizer);
  const step = STEP_SHARE * experiment.train.batch_size * activationNumbers(network);
  return BASE_BYTES + images + FLOAT * (state + step);
}

/** A run on made-up images, of which some steps and evaluations can be timed. */
interface SampleRun extends Subject {
  readonly trainer: Trainer;
  readonly asked: Experiment['evaluate'];
  /** Steps that may go into one call. */
  most(): number;
  train(steps: number): Promise<void>;
}

/** Trains on made-up images, as the first part of a run does. */
export async function openSample(plan: RunPlan, data: Samples): Promise<SampleRun> {
  const { experiment } = plan;
  checkAsked(experiment, data);
  const { engine } = await selectEngine(experiment.engine.name);
  const batchSize = experiment.train.batch_size;
  const dataset = madeUp(data, batchSize);
  const stage = await openStage({ experiment, run: 0, dataset, engine });
  const { network, trainer } = stage;
  await trainer.write(initialParameters(network, { seed: experiment.seed, run: 0 }));
  const order = { count: dataset.train.count, batchSize, shuffle: false, seed: 0, run: 0 };
  let step = 0;
  const train = async (steps: number) => {
    const prepared = await stage.prepare(step, steps, Infinity);
    // With learning rate 0 nothing can diverge, whatever made-up images do.
    await trainer.train(batchSamples(order, step, steps), new Float64Array(steps), prepared);
    step += steps;
  };
  const subject = { trainer, network, objective: experiment.objective, dataset };
  return { ...subject, asked: experiment.evaluate, most: stage.most, train };
}

/** Times a few steps of the first part of a run, and an evaluation. */
export async function estimateRun(plan: RunPlan, data: Samples): Promise<RunEstimate> {
  const { experiment } = plan;
  const batch = experiment.train.batch_size;
  const perEpoch = stepsPerEpoch(data.train, batch);
  const parts = segments(experiment, perEpoch);
  const iterations = parts.at(-1)!.end;
  const sample = await openSample(plan, data);
  const { network } = sample;
  const { msPerStep, secondsPerSample } = await timed(sample);
  await sample.trainer.close();

  const { train_samples = 0 } = experiment.evaluate;
  const { samples } = experiment.probe;
  const evaluated = data.test + first(train_samples, data.train) + first(samples, data.train);
  const evaluations = 1 + Math.ceil(iterations / intervalSteps(experiment.evaluate.every, perEpoch));
  const secondsPerEvaluation = evaluated * secondsPerSample;
  const units = experiment.probe.per_unit ? unitsOf(plan, data) : 0;
  const state = FLOAT * stateNumbers(network, experiment.optimizer);
  return {
    parameters: parameterCount(network),
    flopsPerStep: stepFlops(network, batch) + updateFlops(network, experiment.optimizer),
    iterations,
    evaluations,
    msPerStep,
    secondsPerEvaluation,
    seconds: (iterations * msPerStep) / 1000 + evaluations * secondsPerEvaluation,
    memoryBytes: memoryOf(plan, data),
    // Two checkpoints are kept.
    diskBytes:
      (experiment.checkpoint.initial ? 3 : 2) * state + evaluations * (ROW_BYTES + units * UNIT_ROW_BYTES),
  };
}

async function timed({ most, train, asked, ...subject }: SampleRun): Promise<{
  readonly msPerStep: number;
  readonly secondsPerSample: number;
}> {
  const clocked = async (work: Promise<unknown>) => {
    const before = performance.now();
    await work;
    return performance.now() - before;
  };
  // The first call also warms the engine up.
  await train(1);
  const one = await clocked(train(1));
  const steps = Math.max(1, Math.min(most(), Math.floor(TIMED_MS / 4 / one), 1000));
  const times = [];
  for (const begun = performance.now(); performance.now() - begun < TIMED_MS || times.length < 2; )
    times.push((await clocked(train(steps))) / steps);
  const evaluated = () => evaluate(subject, 'test', TIMED_EVALUATION, asked);
  await evaluated();
  const evaluation = await clocked(evaluated());
  times.sort((a, b) => a - b);
  return {
    msPerStep: times[times.length >> 1]!,
    secondsPerSample: evaluation / 1000 / TIMED_EVALUATION,
  };
}

/** Hidden units, a channel being one. */
function unitsOf({ experiment }: RunPlan, data: SampleFacts): number {
  let units = 0;
  let last = 0;
  for (const layer of networkOf(experiment, data).layers) {
    if (layer.kind === 'dense' || layer.kind === 'conv') last = layer.units;
    if (layer.kind === 'activation') units += last;
  }
  return units;
}

/** A few batches of noise in the shape of the data set. */
function madeUp({ sampleShape, imageSize, classes }: Samples, batch: number): Dataset {
  const random = randomStream({ seed: 0, run: 0, purpose: 'probe', index: 0 });
  const sample = size(sampleShape);
  const split = (count: number): Split => {
    const values = Uint8Array.from({ length: count * sample }, () => random.below(256));
    return residentSplit(
      { values },
      Uint16Array.from({ length: count }, (_, i) => i % classes),
    );
  };
  return {
    sampleShape,
    imageSize,
    classes,
    train: split(4 * batch),
    test: split(TIMED_EVALUATION),
    checksums: {},
  };
}
