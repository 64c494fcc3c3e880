/** @file How runs and their figures are put into words. */
import type { RunPlan } from '../../config/experiment.ts';
import type { LogRow } from '../../results/run-columns.ts';
import { duration, wholeDuration } from '../../text/duration.ts';
import type { Preparing, RunEnd } from '../../training/messages.ts';
import type { SweepState } from './sweep-progress.ts';

/** `activation=elu run 0`; `run 0` where there are no variants. */
export const runLabel = ({
  variant,
  variantName,
  run,
}: Pick<RunPlan, 'variant' | 'variantName' | 'run'>): string =>
  Object.keys(variant).length === 0 ? `run ${run}` : `${variantName} run ${run}`;

/** The same with values alone: `elu run 0`. */
export const shortLabel = ({ variant, run }: Pick<RunPlan, 'variant' | 'run'>): string =>
  `${Object.values(variant).join(',')} run ${run}`.trimStart();

/** What is worth knowing of a run, though nothing went wrong with it. */
export const warningText = (plan: RunPlan, text: string): string => `elu-bench: ${runLabel(plan)}: ${text}`;

export const percent = (fraction: number): string => `${(100 * fraction).toFixed(2)} %`;
export const loss = (value: number): string => value.toPrecision(4);

const joined = (parts: readonly (string | false | undefined)[]): string => parts.filter(Boolean).join(', ');

/** What takes long before a run's first step: `fitting the whitening, 40 %`. */
export const preparingText = ({ stage, done }: Preparing): string =>
  joined([stage, done !== undefined && `${Math.floor(100 * done)} %`]);

type Figure = 'train loss' | 'test loss' | 'test error';

function figures({ train_loss, test_loss, test_error }: LogRow, without: readonly Figure[] = []): string[] {
  const all: readonly [Figure, string | undefined][] = [
    ['train loss', train_loss === undefined ? undefined : loss(train_loss)],
    ['test loss', test_loss === undefined ? undefined : loss(test_loss)],
    ['test error', test_error === undefined ? undefined : percent(test_error)],
  ];
  return all.flatMap(([name, value]) =>
    value === undefined || without.includes(name) ? [] : `${name} ${value}`,
  );
}

/** A row of the log in words, with the time that the rest will take if it goes on like this. */
export function rowText(row: LogRow, total: number): string {
  const left = (row.seconds / row.iteration) * (total - row.iteration);
  return joined([
    `iteration ${row.iteration} of ${total}`,
    `epoch ${row.epoch.toFixed(2)}`,
    ...figures(row),
    row.iteration > 0 && `${duration(left)} left`,
  ]);
}

/** How a run ended, with its last figures: in several ways, each with less than the one before. */
export function endTexts({ status }: Pick<RunEnd, 'status'>, row: LogRow | undefined): readonly string[] {
  if (row === undefined) return [status];
  const took = `${status} ${status === 'done' ? 'in' : 'after'} ${duration(row.seconds)}`;
  // Of an autoencoder the loss is all there is.
  const lesser: readonly Figure[] =
    row.test_error === undefined ? ['train loss'] : ['train loss', 'test loss'];
  return [
    joined([took, ...figures(row)]),
    joined([took, ...figures(row, ['train loss'])]),
    joined([took, ...figures(row, lesser)]),
    joined([status, ...figures(row, lesser)]),
    status,
  ];
}

/** How a run ended, with its last figures, and why where it is not done. */
export function endText(end: RunEnd, row: LogRow | undefined): string {
  const how = endTexts(end, row)[0]!;
  return end.message === undefined ? how : `${how}: ${end.message}`;
}

const STATUSES: readonly RunEnd['status'][] = ['failed', 'diverged', 'interrupted'];

/** How many runs are done, and how many have ended otherwise: `12 of 80 runs done, 1 failed`. */
export const countsText = ({ runs, ended }: SweepState): string =>
  joined([
    `${ended.done ?? 0} of ${runs} runs done`,
    ...STATUSES.map((status) => ended[status] !== undefined && `${ended[status]} ${status}`),
  ]);

/** How far a sweep is: `12 of 80 runs done, 1 failed, about 1 h 05 min left`. */
export const sweepText = (state: SweepState): string => joined([countsText(state), leftText(state)]);

/** `about 1 h 05 min left`; undefined where that is not known. */
export const leftText = ({ secondsLeft }: SweepState): string | undefined =>
  secondsLeft === undefined ? undefined : `about ${wholeDuration(secondsLeft)} left`;
