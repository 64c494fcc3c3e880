/** @file The runs of one experiment as figures and reports take them: its variants, what its config says, how its units' medians drifted. */

import { groupByVariant, type VariantRuns } from '../compare/variant-runs.ts';
import type { RunPlan } from '../config/experiment.ts';
import { groupBy } from '../group-by.ts';
import type { RunLog } from '../reading/run.ts';
import { readLayerVariances, type VarianceRecord } from '../results/activation-variance.ts';
import { planOf } from '../store/config-changes.ts';

export interface ExperimentRuns {
  /** Anyone's text where it comes from a CSV file. */
  readonly name: string;
  /** The name; with a number behind where several that were read together have the same. */
  readonly title: string;
  /** Absolute path of its folder or CSV file. */
  readonly path: string;
  readonly variants: readonly VariantRuns[];
  /** What config.yaml of its first run that has one says. */
  readonly plan: RunPlan | undefined;
  /** Name of the paper's experiment, as it comes along, that its config says it is; undefined where it says nothing of the paper. */
  readonly paper: string | undefined;
  /** Of each run that measured them, by its folder. */
  readonly variances: ReadonlyMap<string, readonly VarianceRecord[]>;
}

/**
 * Runs by experiment, in the order in which they come.
 * @throws UserError: exit code 2 where two have the same place, 3 for a damaged file.
 */
export function experimentsOf(runs: readonly RunLog[]): readonly ExperimentRuns[] {
  const byPath = [...groupBy(runs, ({ experimentPath }) => experimentPath)];
  return byPath.map(([path, own], index) => {
    const plan = firstPlan(own.flatMap(({ folder }) => folder ?? []));
    const name = own[0]!.experiment;
    const before = byPath.slice(0, index).filter(([, [first]]) => first!.experiment === name).length;
    return {
      name,
      title: before === 0 ? name : `${name} (${before + 1})`,
      path,
      variants: groupByVariant(own),
      plan,
      paper: plan?.experiment.paper && (plan.experiment.paper.experiment ?? plan.experiment.name),
      variances: variancesOf(own),
    };
  });
}

/** Of a run that goes on the file is of the time before. */
function variancesOf(runs: readonly RunLog[]): ExperimentRuns['variances'] {
  const done = runs.flatMap(({ folder, status }) =>
    folder !== undefined && status === 'done' ? folder : [],
  );
  return new Map(
    done
      .map((folder) => [folder, readLayerVariances(folder)] as const)
      .filter(([, layers]) => layers.length > 0),
  );
}

function firstPlan(folders: readonly string[]): RunPlan | undefined {
  for (const folder of folders) {
    const plan = planOf(folder);
    if (plan) return plan;
  }
  return undefined;
}
