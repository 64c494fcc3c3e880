/** @file The network that an experiment describes, for a data set, and an engine that can train it. */
import type { Experiment } from '../config/experiment.ts';
import type { Dataset } from '../data/dataset.ts';
import type { Engine } from '../engines/engines.ts';
import type { Trainer } from '../engines/trainer.ts';
import { size } from '../graph/expr.ts';
import { buildNetwork } from '../network/forms.ts';
import { LOSSES } from '../network/losses.ts';
import type { Network } from '../network/network.ts';

/** The network and its trainer, whose parameters are still to be written. */
export const openTrainer = async (
  { network: form, objective, optimizer, train, engine: { threads, rules } }: Experiment,
  dataset: Dataset,
  engine: Engine,
): Promise<{ readonly network: Network; readonly trainer: Trainer }> => {
  const { sampleShape, classes } = dataset;
  const outputs = LOSSES[objective].target === 'label' ? classes : size(sampleShape);
  const network = buildNetwork({ ...form, sampleShape, outputs });
  const trainer = await engine.create({
    network,
    objective,
    optimizer: { name: optimizer.name, momentum: optimizer.momentum, weightDecay: optimizer.weight_decay },
    batchSize: train.batch_size,
    dataset,
    threads,
    rules,
  });
  return { network, trainer };
};
