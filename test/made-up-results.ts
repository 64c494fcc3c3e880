/** @file Writes results folders as `elu-bench run` leaves them, with figures that a test gives. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunState } from '../src/store/status.ts';

const HEADER =
  'iteration,epoch,learning_rate,train_loss,test_loss,train_error,test_error,mean_activation,median_unit_activation,seconds\n';

interface MadeUpRun {
  /** Test errors from iteration 0, one every hundred. */
  readonly errors: readonly (number | 'nan')[];
  readonly status?: RunState;
  /** What stands after the last whole row. */
  readonly tail?: string;
}

/** Writes run `run` of `variant` into `<out>/<name>`, and returns its folder. */
export const madeUpRun = (
  out: string,
  variant: string,
  run: number,
  { errors, status = 'done', tail = '' }: MadeUpRun,
  name = 'mnist',
): string => {
  const folder = join(out, name, variant, `run-${run}`);
  mkdirSync(folder, { recursive: true });
  const rows = errors.map((error, i) => `${i * 100},${i},0.01,,${error},,${error},,,${i * 2}\n`);
  writeFileSync(join(folder, 'log.csv'), HEADER + rows.join('') + tail);
  const iterations = 100 * Math.max(0, errors.length - 1);
  const sets = Object.fromEntries(variant.split(',').map((part) => part.split('=')));
  writeFileSync(
    join(folder, 'status.json'),
    JSON.stringify({ status, variant: sets, run, iterations, seconds: 1, configHash: '', startedAt: '' }),
  );
  return folder;
};

/** A variant whose run k ends with the k-th of the given errors, after 0.9 and their double. */
export const madeUpVariant = (
  out: string,
  variant: string,
  finals: readonly number[],
  name?: string,
): void => {
  for (const [run, final] of finals.entries())
    madeUpRun(out, variant, run, { errors: [0.9, 2 * final, final] }, name);
};
