/** @file Means of training loss and error over the steps between two rows of the log. */
import type { StepResults } from '../engines/trainer.ts';
import type { Figures } from '../measure/columns.ts';
import { honest } from '../measure/evaluate.ts';
import type { StepSums } from '../store/checkpoint-note.ts';

/** Adds up steps one by one, in their order, so that the sums are the same however the steps came in calls. */
export interface StepMeans {
  /** Adds the first `count` steps of a call. */
  add(steps: StepResults, count: number): void;
  /** Means since the last call of `take`, absent where there was no step (or no error to be had); starts anew. */
  take(): Pick<Figures, 'train_loss' | 'train_error'>;
  /** What a checkpoint keeps of it. */
  sums(): StepSums;
}

const NO_STEPS: StepSums = { steps: 0, loss: 0 };

/** Means that go on from sums taken before; from none at first. */
export function stepMeans(from: StepSums = NO_STEPS): StepMeans {
  let sums = from;
  return {
    add: (results, count) => {
      let { loss, error = 0 } = sums;
      for (let i = 0; i < count; i++) loss += results.loss[i]!;
      if (results.error) for (let i = 0; i < count; i++) error += honest(results.error[i]!, results.loss[i]!);
      sums = { steps: sums.steps + count, loss, ...(results.error && { error }) };
    },
    take: () => {
      const { steps, loss, error } = sums;
      sums = NO_STEPS;
      if (steps === 0) return {};
      return { train_loss: loss / steps, ...(error !== undefined && { train_error: error / steps }) };
    },
    sums: () => sums,
  };
}
