/** @file Of the runs of an experiment the one whose steps take most: what serves it best serves the experiment best. */
import type { RunPlan } from '../../config/experiment.ts';
import { stepFlops } from '../../network/flops.ts';
import { published } from './published.ts';

/** The first of those with the most operations a step; where only the files would say how many, the first. */
export function heaviest(plans: readonly RunPlan[]): RunPlan | undefined {
  const variants = new Map(plans.map((plan) => [plan.variantName, plan] as const).reverse());
  let most: { readonly plan: RunPlan; readonly flops: number } | undefined;
  for (const plan of [...variants.values()].reverse()) {
    const known = published(plan);
    const flops = known ? stepFlops(known.network, plan.experiment.train.batch_size) : 0;
    if (!most || flops > most.flops) most = { plan, flops };
  }
  return most?.plan;
}
