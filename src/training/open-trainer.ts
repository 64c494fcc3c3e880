/** @file The network that an experiment describes, for a data set, and an engine that can train it. */
import { networkOf, networkSample } from '../config/build.ts';
import type { Experiment } from '../config/experiment.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Engine } from '../engines/engines.ts';
import type { Trainer } from '../engines/trainer.ts';
import type { Network } from '../network/network.ts';

/** The network (that of the main part, unless another is given) and its trainer, whose tensors are still to be written. */
export const openTrainer = async (
  experiment: Experiment,
  dataset: Dataset,
  engine: Engine,
  network = networkOf(experiment, dataset),
): Promise<{ readonly network: Network; readonly trainer: Trainer }> => {
  const { objective, optimizer, train, engine: wanted } = experiment;
  const trainer = await engine.create({
    network,
    objective,
    optimizer: {
      name: optimizer.name,
      momentum: optimizer.momentum,
      weightDecay: optimizer.weight_decay,
      ...(optimizer.decay_biases && { decayBiases: true }),
    },
    batchSize: train.batch_size,
    ...(experiment.dataset.augment && { givenBatches: true }),
    dataset: { ...dataset, sampleShape: networkSample(experiment, dataset) },
    threads: wanted.threads,
    rules: wanted.rules,
  });
  return { network, trainer };
};
