/** @file The reproducibility checklist that conferences ask for, filled in from what the runs recorded. */
import { networkOf } from '../config/build.ts';
import type { Experiment, RunPlan } from '../config/experiment.ts';
import { DATASETS } from '../data/datasets.ts';
import { parameterCount } from '../network/flops.ts';
import { lossRow } from '../network/losses.ts';
import type { DataRead } from '../store/data-read.ts';
import { grouped } from '../text/counted.ts';
import { roughDuration } from '../text/duration.ts';
import {
  activationText,
  augmentationText,
  dataText,
  evaluationText,
  networkText,
  optimizerText,
  orderText,
  preprocessingText,
  probeText,
  startText,
  trainingText,
} from './config-words.ts';
import { type Html, html, table } from './html.ts';
import type { ReportedExperiment } from './reported-experiment.ts';

/** Numbers that the network of a plan learns; undefined where nothing says what shape its samples have. */
export const learnedNumbers = ({ experiment }: RunPlan, read?: DataRead): number | undefined => {
  const samples = read ?? DATASETS[experiment.dataset.name].samples;
  return samples ? parameterCount(networkOf(experiment, samples)) : undefined;
};

export const checklistSection = (
  experiment: ReportedExperiment,
): Html => html`<h3>Reproducibility checklist</h3>
${table(
  ['item', 'value'],
  itemsOf(experiment).map(([item, value]) => [item, value]),
  `Reproducibility checklist of ${experiment.title}`,
)}`;

const itemsOf = (experiment: ReportedExperiment): readonly (readonly [string, string])[] => {
  const { variants, configs } = experiment;
  const known = configs.flatMap(({ plan, data }) => (plan ? [{ plan, data }] : []));
  const of = (value: (of: Experiment, read: DataRead | undefined, plan: RunPlan) => string | undefined) =>
    distinct(known.map(({ plan, data }) => value(plan.experiment, data, plan)));
  const items: readonly (readonly [string, string | undefined])[] = [
    [
      'Variants and runs',
      `${variants.length} × ${distinct(variants.map(({ runs }) => String(runs.length)))} runs: ${statesOf(experiment)}`,
    ],
    ['Seeds', seedsText(known.map(({ plan }) => plan))],
    ['Compute time', timeText(experiment)],
    [
      'Parameters',
      of((_, read, plan) => {
        const count = learnedNumbers(plan, read);
        return count === undefined ? undefined : grouped(count);
      }),
    ],
    ['Network', of(networkText)],
    ['Activation', of(activationText)],
    ['Initial weights', of(startText)],
    ['Training', of(trainingText)],
    ['Optimizer', of(optimizerText)],
    ['Objective', of(({ objective }) => lossRow(objective).summary)],
    ['Data and splits', of(dataText)],
    ['Preprocessing', of(preprocessingText)],
    ['Augmentation', of(augmentationText)],
    ['Order of samples', of(orderText)],
    ['Evaluation', of(evaluationText)],
    ['Unit activations', of(probeText)],
    ['Statistics', statisticsText(experiment)],
  ];
  return items.map(([item, value]) => [item, value === undefined || value === '' ? 'not recorded' : value]);
};

/** What runs of one number share is true of those variants only that agree in it. */
const seedsText = (plans: readonly RunPlan[]): string | undefined => {
  if (plans.length === 0) return undefined;
  const alike = (value: (experiment: Experiment) => unknown) =>
    new Set(plans.map(({ experiment }) => JSON.stringify(value(experiment)))).size === 1;
  const isOneSeed = alike(({ seed }) => seed);
  const shared = [
    isOneSeed &&
      alike(({ dataset: { name }, network: { activation, batch_norm, dropout, dropout_on, ...shape } }) => [
        name,
        shape,
      ]) &&
      'initial weights',
    isOneSeed && alike(({ dataset, train }) => [dataset, train.batch_size]) && 'batches',
  ].filter((part) => part !== false);
  const seeds = distinct(plans.map(({ experiment }) => `seed ${experiment.seed}`));
  return `${seeds}, with the number of the run${plans.length > 1 && shared.length > 0 ? `; run k of every variant has the same ${shared.join(' and ')}` : ''}`;
};

/** From the logs of our own runs; anyone's column of seconds may be anything. */
const timeText = ({ files }: ReportedExperiment): string | undefined => {
  const seconds = files
    .filter(({ run }) => run.folder !== undefined)
    .flatMap(({ run }) => run.columns.get('seconds')?.at(-1) ?? [])
    .filter(Number.isFinite);
  const total = seconds.reduce((sum, one) => sum + one, 0);
  if (total === 0) return undefined;
  const machines = [...new Set(files.flatMap(({ environment }) => environment?.cpu ?? []))];
  const where = machines.length > 0 ? ` on ${machines.join(', ')}` : '';
  return `${roughDuration(total)} in all${where}, ${roughDuration(total / seconds.length)} a run`;
};

/** What the comparison above has, and no more. */
const statisticsText = ({ comparison, differences }: ReportedExperiment): string | undefined => {
  if (comparison === undefined) return undefined;
  const tested = differences.flatMap((one) =>
    one.comparison.variants.filter(({ difference }) => difference?.test !== undefined),
  );
  const isCorrected = differences.some(
    (one) => one.comparison.variants.filter(({ difference }) => difference?.test !== undefined).length > 1,
  );
  return [
    'last evaluation of each run that is done, none selected by test error',
    'mean, standard deviation, Student’s 95 % intervals',
    tested.length > 0 && `paired Wilcoxon signed-rank test${isCorrected ? ' with Holm’s correction' : ''}`,
  ]
    .filter((part) => part !== false)
    .join('; ');
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
