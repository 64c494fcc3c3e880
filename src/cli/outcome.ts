/** @file What came out of an experiment: the last figures of every run, and mean and standard deviation of each variant. */
import type { RunPlan } from '../config/experiment.ts';
import { UserError } from '../errors.ts';
import { runFolder } from '../results/folder.ts';
import { readLog } from '../results/log.ts';
import { type RunState, readStatus } from '../results/status.ts';

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

/** The run as its folder has it. */
export const runOutcome = async (out: string, plan: RunPlan): Promise<RunOutcome> => {
  const folder = runFolder(out, plan);
  const status = await readStatus(folder);
  // A damaged log is told when the summary is written; here it only means that figures are not known.
  const log = await readLog(folder).catch((error: unknown) => {
    if (error instanceof UserError) return [];
    throw error;
  });
  const last = log.at(-1);
  const median = last?.median_unit_activation;
  return {
    variant: plan.variant,
    variantName: plan.variantName,
    run: plan.run,
    status: status?.status,
    message: status?.message,
    folder,
    test_error: last?.test_error,
    test_loss: last?.test_loss,
    median_unit_activation: median === undefined ? undefined : Math.abs(median),
    seconds: last?.seconds,
  };
};

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

/** mean = Σx/n, sd = √(Σ(x − mean)²/(n − 1)); undefined for no values. */
export const spread = (values: readonly number[]): Spread | undefined => {
  const n = values.length;
  if (n === 0) return undefined;
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  const squares = values.reduce((sum, x) => sum + (x - mean) ** 2, 0);
  return { n, mean, sd: n === 1 ? undefined : Math.sqrt(squares / (n - 1)) };
};
