/** @file What a run trains with, part after part of the training: the trainer and what prepares its steps, changed where dropout changes. */
import { isDeepStrictEqual } from 'node:util';
import { networkOf } from '../config/build.ts';
import type { Experiment } from '../config/experiment.ts';
import type { Segment } from '../config/phases.ts';
import { cuttingOf, imageShape } from '../data/cut/keeping.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Engine } from '../engines/engine.ts';
import type { Prepared, Trainer } from '../engines/trainer.ts';
import { maskSpecs } from '../network/masks.ts';
import type { Network } from '../network/network.ts';
import { givesBatches, openTrainer } from './open-trainer.ts';
import { openPrepared, type PreparedSteps } from './prepared.ts';

/** The part of a stage that the training loop drives. */
export interface Steps {
  /** Makes ready for the steps of a part of the training; before its first step, and whenever the run begins inside it. */
  enter(segment: Segment): Promise<void>;
  /** What the steps take beside their samples, if anything. */
  prepare(first: number, steps: number, end: number): Promise<Prepared | undefined>;
  /** Steps that may go into one call. */
  most(): number;
}

export interface Stage extends Steps {
  readonly network: Network;
  /** The same object through all parts; its state goes with it. */
  readonly trainer: Trainer;
}

interface StageSpec {
  readonly experiment: Experiment;
  readonly run: number;
  /** As it is trained on: preprocessed; in shared memory where threads read it. */
  readonly dataset: Dataset;
  readonly engine: Engine;
  /** Gives up what the trainer measures. */
  readonly stop?: AbortSignal;
}

/** A stage that stands before the first part. */
export async function openStage({ experiment, run, dataset, engine, stop }: StageSpec): Promise<Stage> {
  const { augment, shuffle, workers } = experiment.dataset;
  const order = {
    count: dataset.train.count,
    batchSize: experiment.train.batch_size,
    shuffle,
    seed: experiment.seed,
    run,
  };
  const open = async (network: Network) => {
    const masks = maskSpecs(network);
    const wanted = { network, ownBatches: true, ...(stop && { stop }) };
    const { trainer } = await openTrainer(experiment, dataset, engine, wanted);
    const images = {
      cutting: cuttingOf(dataset.train, imageShape(dataset)),
      ...(augment && { augmentation: augment }),
    };
    const batches = trainer.makesBatches
      ? { ...(augment && { crops: augment }) }
      : { ...(givesBatches(experiment, dataset) && { images }) };
    const prepared = openPrepared({
      order,
      masks,
      ...(workers !== undefined && { threads: workers }),
      ...batches,
    });
    return { network, trainer, prepared };
  };
  let now: {
    readonly network: Network;
    readonly trainer: Trainer;
    readonly prepared: PreparedSteps | undefined;
  } = await open(networkOf(experiment, dataset));

  return {
    network: now.network,
    trainer: following(
      () => now.trainer,
      () => now.prepared,
    ),
    async enter(segment) {
      const network = networkOf(experiment, dataset, segment);
      if (isDeepStrictEqual(network, now.network)) return;
      const state = await now.trainer.read();
      await Promise.all([now.trainer.close(), now.prepared?.close()]);
      now = await open(network);
      await now.trainer.write(state);
    },
    prepare: async (first, steps, end) => now.prepared?.take(first, steps, end),
    most: () => now.prepared?.most ?? Infinity,
  };
}

/** The trainer of the moment. */
const following = (now: () => Trainer, prepared: () => PreparedSteps | undefined): Trainer => ({
  get device() {
    return now().device;
  },
  get remark() {
    return now().remark;
  },
  train: (...of) => now().train(...of),
  forward: (...of) => now().forward(...of),
  read: () => now().read(),
  write: (state) => now().write(state),
  close: async () => void (await Promise.all([now().close(), prepared()?.close()])),
});
