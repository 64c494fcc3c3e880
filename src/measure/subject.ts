/** @file Whom measures are of: a network, the samples that it is measured on, and what runs it. */
import type { Dataset } from '../data/dataset.ts';
import type { Trainer } from '../engines/trainer.ts';
import type { LossName } from '../network/losses.ts';
import type { Network } from '../network/network.ts';

export interface Subject {
  readonly trainer: Pick<Trainer, 'forward'>;
  readonly network: Network;
  readonly objective: LossName;
  readonly dataset: Pick<Dataset, 'train' | 'test'>;
}
