/** @file Of the runs of an experiment the one whose steps take most: what serves it best serves the experiment best. */
import { networkOf } from '../../config/build.ts';
import type { RunPlan } from '../../config/experiment.ts';
import { DATASETS } from '../../data/datasets.ts';
import { stepFlops } from '../../network/flops.ts';

/** The first of those with the most operations a step; where only the files would say how many, the first. */
export function heaviest(plans: readonly RunPlan[]): RunPlan | undefined {
  const variants = new Map(plans.map((plan) => [plan.variantName, plan] as const).reverse());
  let most: { readonly plan: RunPlan; readonly flops: number } | undefined;
  for (const plan of [...variants.values()].reverse()) {
    const { dataset, train } = plan.experiment;
    const { samples } = DATASETS[dataset.name];
    const flops = samples ? stepFlops(networkOf(plan.experiment, samples), train.batch_size) : 0;
    if (!most || flops > most.flops) most = { plan, flops };
  }
  return most?.plan;
}
