/** @file What a run's config says of its training, in words: how long, in which phases, by which optimiser. */
import type { Experiment, PhaseConfig, TrainConfig } from '../config/experiment.ts';
import { totalIterations } from '../config/phases.ts';
import { stepsPerEpoch } from '../data/batches/order.ts';
import type { DataRead } from '../store/data-read.ts';
import { counted, grouped } from '../text/counted.ts';
import { listed } from './listed.ts';
import { scaledLayers } from './network-words.ts';
import { settingText } from './setting-text.ts';

const lengthText = ({ epochs, iterations }: Pick<TrainConfig, 'epochs' | 'iterations'>): string =>
  epochs === undefined ? counted(iterations!, 'iteration', grouped) : counted(epochs, 'epoch', grouped);

const PARTS = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'] as const;

/** `60 iterations in three phases: 20 iterations; 30 iterations with learning rate 0.01; …; batches of 64`. */
export function trainingText({ train }: Experiment, read: DataRead | undefined): string {
  const { phases, batch_size } = train;
  const batches = `batches of ${batch_size}`;
  if (!phases) return `${lengthText(train)}, ${batches}`;
  const count = PARTS[phases.length] ?? String(phases.length + 1);
  const total = wholeLength(train, read);
  const parts = [lengthText(train), ...phases.map(phaseText)].join('; ');
  return `${total === undefined ? '' : `${total} `}in ${count} phases (${parts}), ${batches}`;
}

/** Of all phases; undefined where some count epochs, others iterations, and nobody wrote down how long an epoch is. */
function wholeLength(train: TrainConfig, read: DataRead | undefined): string | undefined {
  const all = [train, ...(train.phases ?? [])];
  if (all.every(({ epochs }) => epochs !== undefined))
    return counted(
      all.reduce((sum, { epochs }) => sum + epochs!, 0),
      'epoch',
      grouped,
    );
  if (all.every(({ iterations }) => iterations !== undefined))
    return counted(totalIterations(train, 1), 'iteration', grouped);
  if (read === undefined || train.batch_size > read.train) return undefined;
  return counted(totalIterations(train, stepsPerEpoch(read.train, train.batch_size)), 'iteration', grouped);
}

function phaseText(phase: PhaseConfig): string {
  const { learning_rate, dropout, dropout_on, dropout_scale } = phase;
  const changes = listed([
    learning_rate !== undefined && `learning rate ${learning_rate}`,
    dropout && `dropout ${dropout.join('-')}`,
    dropout_on && `dropout after ${dropout_on === 'all' ? 'every layer' : 'the last layer'} of each stack`,
    dropout_scale !== undefined && `dropout times ${dropout_scale}`,
  ]);
  return `${lengthText(phase)}${changes === '' ? '' : ` with ${changes}`}`;
}

export function optimizerText(experiment: Experiment): string {
  const { name, learning_rate, decay_biases, ...parameters } = experiment.optimizer;
  const scaled = scaledLayers(experiment);
  const onto = decay_biases
    ? ` on weights and biases${scaled.length > 0 ? `, and on scale and shift of ${scaled.join(' and ')}` : ''}`
    : ' on weights, not on biases';
  return listed([
    name,
    `learning rate ${learning_rate}`,
    ...Object.entries(parameters).map(
      ([key, value]) => `${settingText(key, value)}${key === 'weight_decay' && value !== 0 ? onto : ''}`,
    ),
  ]);
}
