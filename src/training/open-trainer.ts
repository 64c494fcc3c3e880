/** @file The network that an experiment describes, for a data set, and an engine that can train it. */
import { networkOf, networkSample } from '../config/build.ts';
import type { Experiment } from '../config/experiment.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Engine } from '../engines/engine.ts';
import type { Trainer, TrainerSpec } from '../engines/trainer.ts';
import type { Network } from '../network/network.ts';

interface Wanted {
  /** That of the main part, unless another is given. */
  readonly network?: Network;
  /** Whether the engine may make batches by itself. */
  readonly ownBatches?: boolean;
  /** Gives up what it measures. */
  readonly stop?: AbortSignal;
}

/** Whether the images of every batch are made for the engine: they are changed, or do not lie in memory, where it could gather them. */
export const givesBatches = ({ dataset: { augment } }: Experiment, { train }: Dataset): boolean =>
  Boolean(augment) || train.resident === undefined;

/** What a trainer is told of an experiment: the network, how it learns and from what. */
export function trainerSpec(
  experiment: Experiment,
  dataset: Dataset,
  { network = networkOf(experiment, dataset), ownBatches = false, stop }: Wanted = {},
): TrainerSpec {
  const { objective, train, engine } = experiment;
  // Rates come with the steps.
  const { learning_rate, ...optimizer } = experiment.optimizer;
  const { augment } = experiment.dataset;
  // Of images that are larger than their crops an engine is sent those in the centre.
  const canCrop = !(augment && dataset.whole);
  return {
    network,
    objective,
    optimizer,
    batchSize: train.batch_size,
    givenBatches: givesBatches(experiment, dataset),
    ...(ownBatches && canCrop && { ownBatches: { ...(augment && { augmentation: augment }) } }),
    dataset: { ...dataset, sampleShape: networkSample(experiment, dataset) },
    ...(engine.images && { images: engine.images }),
    threads: engine.threads,
    rules: engine.rules,
    ...(stop && { stop }),
  };
}

/** The network and its trainer, whose tensors are still to be written. */
export async function openTrainer(
  experiment: Experiment,
  dataset: Dataset,
  engine: Engine,
  wanted: Wanted = {},
): Promise<{ readonly network: Network; readonly trainer: Trainer }> {
  const spec = trainerSpec(experiment, dataset, wanted);
  return { network: spec.network, trainer: await engine.create(spec) };
}
