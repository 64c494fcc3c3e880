/** @file What a process of an experiment may take of the memory, as far as its data set is known without being read. */
import type { RunPlan } from '../../config/experiment.ts';
import { DATASETS } from '../../data/datasets.ts';
import { memoryOf } from '../../training/estimate/memory.ts';

/** Bytes of the largest process, of so many runs; 0 where only the files would say. */
export const memoryOfRuns = (plans: readonly RunPlan[], runs = 1): number =>
  Math.max(
    0,
    ...plans
      .filter(({ run }) => run === plans[0]!.run)
      .map((plan) => {
        const { samples } = DATASETS[plan.experiment.dataset.name];
        return samples && (plan.experiment.network.stacks || runs > 1) ? memoryOf(plan, samples, runs) : 0;
      }),
  );
