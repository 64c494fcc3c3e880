/** @file How runs and their figures are put into words. */
import type { RunPlan } from '../config/experiment.ts';
import type { LogRow } from '../results/columns.ts';
import type { Preparing, Progress, RunEnd } from '../training/messages.ts';

/** `activation=elu run 0`; `run 0` where there are no variants. */
export const runLabel = ({
  variant,
  variantName,
  run,
}: Pick<RunPlan, 'variant' | 'variantName' | 'run'>): string =>
  Object.keys(variant).length === 0 ? `run ${run}` : `${variantName} run ${run}`;

/** What is worth knowing of a run, though nothing went wrong with it. */
export const warningText = (plan: RunPlan, text: string): string => `elu-bench: ${runLabel(plan)}: ${text}`;

/** `1 run`, `2 runs`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const percent = (fraction: number): string => `${(100 * fraction).toFixed(2)} %`;
const loss = (value: number): string => value.toPrecision(4);

const joined = (parts: readonly (string | false | undefined)[]): string => parts.filter(Boolean).join(', ');

/** What takes long before a run's first step: `fitting the whitening, 40 %`. */
export const preparingText = ({ stage, done }: Preparing): string =>
  joined([stage, done !== undefined && `${Math.floor(100 * done)} %`]);

/** Where a run is, in a few words: `epoch 1.25, loss 0.1234, error 3.12 %, 0.65 ms/step`. */
export const progressText = (progress: Progress): string =>
  joined([
    `epoch ${progress.epoch.toFixed(2)}`,
    progress.loss !== undefined && `loss ${loss(progress.loss)}`,
    progress.error !== undefined && `error ${percent(progress.error)}`,
    progress.phase === 'evaluating' && 'evaluating',
    progress.phase === 'training' &&
      progress.msPerStep !== undefined &&
      `${progress.msPerStep.toPrecision(2)} ms/step`,
  ]);

const figures = (row: LogRow): (string | false)[] => [
  row.trainLoss !== undefined && `train loss ${loss(row.trainLoss)}`,
  row.testLoss !== undefined && `test loss ${loss(row.testLoss)}`,
  row.testError !== undefined && `test error ${percent(row.testError)}`,
];

/** A row of the log in words, with the time that the rest will take if it goes on like this. */
export const rowText = (row: LogRow, total: number): string => {
  const left = (row.seconds / row.iteration) * (total - row.iteration);
  return joined([
    `iteration ${row.iteration} of ${total}`,
    `epoch ${row.epoch.toFixed(2)}`,
    ...figures(row),
    row.iteration > 0 && `${duration(left)} left`,
  ]);
};

/** How a run ended, with its last figures, and why where it is not done. */
export const endText = ({ status, message }: RunEnd, row: LogRow | undefined): string => {
  const how = row
    ? joined([`${status} ${status === 'done' ? 'in' : 'after'} ${duration(row.seconds)}`, ...figures(row)])
    : status;
  return message === undefined ? how : `${how}: ${message}`;
};

/** `12.3 s`, `4 min 05 s`, `3 h 07 min`. */
export const duration = (seconds: number): string => {
  if (seconds < 59.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  const two = (n: number) => String(n).padStart(2, '0');
  return hours > 0 ? `${hours} h ${two(minutes)} min` : `${minutes} min ${two(whole % 60)} s`;
};
