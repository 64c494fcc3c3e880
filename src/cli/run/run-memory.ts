/** @file What a process of an experiment may take of the memory, as far as its data set is known without being read. */
import type { RunPlan } from '../../config/experiment.ts';
import { memoryOf } from '../../training/estimate/memory.ts';
import { published } from './published.ts';

/** Bytes of the largest process, of so many runs; 0 where only the files would say. */
export const memoryOfRuns = (plans: readonly RunPlan[], runs = 1): number =>
  Math.max(
    0,
    ...plans
      .filter(({ run }) => run === plans[0]!.run)
      .map((plan) => {
        const known = published(plan);
        return known && (plan.experiment.network.stacks || runs > 1)
          ? memoryOf(plan, known.samples, runs)
          : 0;
      }),
  );
