/** @file What came out of an experiment: the last figures of every run, and mean and standard deviation of each variant. */
import { existsSync, realpathSync } from 'node:fs';
import type { RunPlan } from '../../config/experiment.ts';
import type { SummaryRow } from '../../results/summary-columns.ts';
import { moments } from '../../statistics/moments.ts';
import { runFolder } from '../../store/run-folder.ts';
import type { RunState } from '../../store/status.ts';

/** The figures that are compared, each from the last row of the log; undefined where it is not known. */
export interface Figures {
  readonly test_error: number | undefined;
  readonly test_loss: number | undefined;
  /** |median_unit_activation|: how far the middle unit lies from zero. */
  readonly median_unit_activation: number | undefined;
  readonly seconds: number | undefined;
}

export interface RunOutcome extends Figures {
  readonly variant: Readonly<Record<string, string>>;
  readonly variantName: string;
  readonly run: number;
  /** Absent for a run that has not begun. */
  readonly status: RunState | undefined;
  readonly message: string | undefined;
  readonly folder: string;
}

/** Mean over `n` runs, and their standard deviation (n − 1 in the denominator), which takes two of them. */
export interface Spread {
  readonly n: number;
  readonly mean: number;
  readonly sd: number | undefined;
}

export interface VariantOutcome {
  readonly variant: Readonly<Record<string, string>>;
  readonly variantName: string;
  readonly runs: readonly RunOutcome[];
  /** Over the runs that are done; undefined where none knows the figure. */
  readonly figures: { readonly [K in keyof Figures]: Spread | undefined };
}

/** The row of each plan's run in the summary of their experiment; undefined where it has no folder. */
export function rowsOf(
  out: string,
  plans: readonly RunPlan[],
  rows: readonly SummaryRow[],
): readonly (SummaryRow | undefined)[] {
  const byFolder = new Map(rows.map((row) => [row.found.folder, row]));
  const byPlace = new Map(rows.map((row) => [row.found.real, row]));
  return plans.map((plan) => {
    const folder = runFolder(out, plan);
    return byFolder.get(folder) ?? (existsSync(folder) ? byPlace.get(realpathSync(folder)) : undefined);
  });
}

/** The run of a plan, as the summary has it. */
export function runOutcome(folder: string, plan: RunPlan, row: SummaryRow | undefined): RunOutcome {
  const { test_error, test_loss, median_unit_activation: median, seconds } = row?.figures?.last ?? {};
  return {
    variant: plan.variant,
    variantName: plan.variantName,
    run: plan.run,
    status: row?.found.status?.status,
    message: row?.found.status?.message,
    folder,
    test_error,
    test_loss,
    median_unit_activation: median === undefined ? undefined : Math.abs(median),
    seconds,
  };
}

/** Runs put together by variant, in the order in which the variants first come. */
export const byVariant = (runs: readonly RunOutcome[]): readonly VariantOutcome[] =>
  [...new Set(runs.map(({ variantName }) => variantName))].map((variantName) => {
    const own = runs.filter((run) => run.variantName === variantName);
    const done = own.filter(({ status }) => status === 'done');
    const over = (figure: keyof Figures) => spread(done.flatMap((run) => run[figure] ?? []));
    return {
      variant: own[0]!.variant,
      variantName,
      runs: own,
      figures: {
        test_error: over('test_error'),
        test_loss: over('test_loss'),
        median_unit_activation: over('median_unit_activation'),
        seconds: over('seconds'),
      },
    };
  });

/** Mean and standard deviation; undefined for no values. */
export function spread(values: readonly number[]): Spread | undefined {
  const { n, mean, sd } = moments(values);
  return n === 0 ? undefined : { n, mean, sd: n === 1 ? undefined : sd };
}
