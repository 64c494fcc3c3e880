/** @file What an experiment's runs say of how it was made, in words: how many, from which seeds, in what time, judged by what. */
import type { Experiment } from '../config/experiment.ts';
import { groupBy } from '../group-by.ts';
import { weightSettings } from '../network/followers.ts';
import { roughDuration } from '../text/duration.ts';
import type { ReportedExperiment } from './reported-experiment.ts';

/** How many runs there are, and how many of them in which state. */
export function runsText({ variants }: ReportedExperiment): string {
  const runs = variants.flatMap((variant) => variant.runs);
  const states = groupBy(runs, ({ status = 'state not recorded' }) => status);
  return `${variants.length} × ${distinct(variants.map((one) => String(one.runs.length)))} runs: ${[...states].map(([state, own]) => `${own.length} ${state}`).join(', ')}`;
}

/** What runs of one number share is true of those variants only that agree in it. */
export function seedsText({ configs }: ReportedExperiment): string | undefined {
  const plans = configs.flatMap(({ plan }) => plan ?? []);
  if (plans.length === 0) return undefined;
  const alike = (value: (experiment: Experiment) => unknown) =>
    new Set(plans.map(({ experiment }) => JSON.stringify(value(experiment)))).size === 1;
  const isOneSeed = alike(({ seed }) => seed);
  const shared = [
    isOneSeed &&
      alike(({ dataset: { name }, network }) => [name, weightSettings(network)]) &&
      'initial weights',
    isOneSeed && alike(({ dataset, train }) => [dataset, train.batch_size]) && 'batches',
  ].filter((part) => part !== false);
  const seeds = distinct(plans.map(({ experiment }) => `seed ${experiment.seed}`));
  return `${seeds}, with the number of the run${plans.length > 1 && shared.length > 0 ? `; run k of every variant has the same ${shared.join(' and ')}` : ''}`;
}

/** From the logs of our own runs; anyone's column of seconds may be anything. */
export function timeText({ files }: ReportedExperiment): string | undefined {
  const seconds = files
    .filter(({ run }) => run.folder !== undefined)
    .flatMap(({ run }) => run.columns.get('seconds')?.at(-1) ?? [])
    .filter(Number.isFinite);
  const total = seconds.reduce((sum, one) => sum + one, 0);
  if (total === 0) return undefined;
  const machines = [...new Set(files.flatMap(({ environment }) => environment?.cpu ?? []))];
  const where = machines.length > 0 ? ` on ${machines.join(', ')}` : '';
  return `${roughDuration(total)} in all${where}, ${roughDuration(total / seconds.length)} a run`;
}

/** What the comparison above has, and no more. */
export function statisticsText({ comparison, differences }: ReportedExperiment): string | undefined {
  if (comparison === undefined) return undefined;
  const tests = differences.map(
    (one) => one.comparison.variants.filter(({ difference }) => difference?.test !== undefined).length,
  );
  return [
    'last evaluation of each run that is done, none selected by test error',
    'mean, standard deviation, Student’s 95 % intervals',
    tests.some((count) => count > 0) &&
      `paired Wilcoxon signed-rank test${tests.some((count) => count > 1) ? ' with Holm’s correction' : ''}`,
  ]
    .filter((part) => part !== false)
    .join('; ');
}

const MOST = 6;

/** What differs between variants, each once. */
export function distinct(values: readonly (string | undefined)[]): string {
  const all = [...new Set(values.flatMap((value) => value ?? []))];
  return all.length <= MOST
    ? all.join(' or ')
    : `${all.slice(0, MOST).join(' or ')} or ${all.length - MOST} more`;
}
