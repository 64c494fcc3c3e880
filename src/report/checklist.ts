/** @file The reproducibility checklist that conferences ask for, filled in from what the runs recorded. */

import { networkOf } from '../config/build.ts';
import type { RunPlan } from '../config/experiment.ts';
import { writeStacks } from '../config/stacks-field.ts';
import { DATASETS } from '../data/datasets.ts';
import { parameterCount } from '../network/flops.ts';
import { lossRow } from '../network/losses.ts';
import type { ReportedExperiment } from './experiment.ts';
import { type Html, html, table } from './html.ts';
import { duration, grouped } from './words.ts';

/** Numbers that the network of a plan learns; undefined where the shape of its samples is known from its files alone. */
export const learnedNumbers = ({ experiment }: RunPlan): number | undefined => {
  const { samples } = DATASETS[experiment.dataset.name];
  return samples ? parameterCount(networkOf(experiment, samples)) : undefined;
};

export const checklistSection = (
  experiment: ReportedExperiment,
): Html => html`<h3>Reproducibility checklist</h3>
${table(
  ['item', 'value'],
  itemsOf(experiment).map(([item, value]) => [item, value]),
  'Reproducibility checklist',
)}`;

const itemsOf = (experiment: ReportedExperiment): readonly (readonly [string, string])[] => {
  const { variants, files, configs } = experiment;
  const plans = configs.flatMap(({ plan }) => plan ?? []);
  const of = (value: (plan: RunPlan) => string | undefined) => distinct(plans.map(value));
  const seconds = variants.flatMap(({ runs }) =>
    runs.flatMap(({ columns }) => columns.get('seconds')?.at(-1) ?? []),
  );
  const total = seconds.filter(Number.isFinite).reduce((sum, one) => sum + one, 0);
  const known = [...new Set(files.flatMap(({ environment }) => environment?.cpu ?? []))];
  const items: readonly (readonly [string, string | undefined])[] = [
    [
      'Variants and runs',
      `${variants.length} × ${distinct(variants.map(({ runs }) => String(runs.length)))} runs: ${statesOf(experiment)}`,
    ],
    [
      'Seeds',
      of(({ experiment: { seed } }) => `seed ${seed}`) &&
        `${of(({ experiment: { seed } }) => `seed ${seed}`)}, with the number of the run; run k of every variant has the same initial weights and batches`,
    ],
    [
      'Compute time',
      total > 0
        ? `${duration(total)} in all${known.length > 0 ? ` on ${known.join(', ')}` : ''}, ${duration(total / Math.max(1, seconds.length))} a run`
        : undefined,
    ],
    [
      'Parameters',
      of((plan) => {
        const count = learnedNumbers(plan);
        return count === undefined ? undefined : grouped(count);
      }),
    ],
    ['Network', of(({ experiment: { network } }) => networkText(network))],
    ['Initial weights', of(({ experiment: { network } }) => `${network.init}, biases 0`)],
    [
      'Training',
      of(
        ({ experiment: { train } }) =>
          `${train.epochs === undefined ? `${train.iterations} iterations` : `${train.epochs} epochs`}, batches of ${train.batch_size}`,
      ),
    ],
    [
      'Optimizer',
      of(
        ({ experiment: { optimizer: o } }) =>
          `${o.name}, learning rate ${o.learning_rate}, momentum ${o.momentum}, weight decay ${o.weight_decay}`,
      ),
    ],
    ['Objective', of(({ experiment: { objective } }) => lossRow(objective).summary)],
    [
      'Data and splits',
      of(
        ({ experiment: { dataset } }) =>
          `${dataset.name}: ${DATASETS[dataset.name].summary}; the official split, no validation set`,
      ),
    ],
    ['Preprocessing', of(({ experiment: { dataset } }) => preprocessing(dataset))],
    [
      'Order of samples',
      of(({ experiment: { dataset } }) =>
        dataset.shuffle
          ? 'new random order in every epoch, an incomplete last batch left out'
          : 'as in the file',
      ),
    ],
    [
      'Evaluation',
      of(
        ({ experiment: { evaluate } }) =>
          `on the whole test set, every ${evaluate.every.count === 1 ? evaluate.every.unit.slice(0, -1) : `${evaluate.every.count} ${evaluate.every.unit}`}; final values are those of the last evaluation, none is selected by test error`,
      ),
    ],
    [
      'Statistics',
      'mean, standard deviation, Student’s 95 % intervals; paired Wilcoxon signed-rank test with Holm’s correction',
    ],
  ];
  return items.map(([item, value]) => [item, value === undefined || value === '' ? 'not recorded' : value]);
};

const networkText = (network: RunPlan['experiment']['network']): string => {
  const { hidden, encoder, stacks, width, batch_norm, dropout, dropout_on: on } = network;
  const layers = [
    hidden?.join('-'),
    encoder && `autoencoder ${encoder.join('-')}`,
    stacks &&
      writeStacks(stacks)
        .map((stack) => `[${stack}]`)
        .join(' '),
  ];
  const more = [
    width && `widths times ${width}`,
    batch_norm && 'batch normalisation',
    dropout &&
      `dropout ${dropout.join(', ')}${on ? ` after ${on === 'all' ? 'every layer' : 'the last layer'} of each stack` : ''}`,
  ];
  return [...layers, ...more].filter(Boolean).join('; ');
};

/** Whatever keys a data set's config has besides those that say where it is and in which order it comes. */
const preprocessing = (dataset: RunPlan['experiment']['dataset']): string => {
  const { name, dir, shuffle, ...rest } = dataset as typeof dataset & Readonly<Record<string, unknown>>;
  const more = Object.entries(rest).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return ['pixel values divided by 255', ...more].join('; ');
};

const statesOf = ({ variants }: ReportedExperiment): string => {
  const counts = new Map<string, number>();
  for (const { runs } of variants)
    for (const { status = 'state not recorded' } of runs) counts.set(status, (counts.get(status) ?? 0) + 1);
  return [...counts].map(([state, count]) => `${count} ${state}`).join(', ');
};

const MOST = 6;

/** What differs between variants, each once. */
const distinct = (values: readonly (string | undefined)[]): string => {
  const all = [...new Set(values.flatMap((value) => value ?? []))];
  return all.length <= MOST
    ? all.join(' or ')
    : `${all.slice(0, MOST).join(' or ')} or ${all.length - MOST} more`;
};
