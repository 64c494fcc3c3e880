/** @file Means of training loss and error over the steps between two rows of the log. */
import type { StepResults } from '../engines/trainer.ts';

/** Adds up steps one by one, in their order, so that the sums are the same however the steps came in calls. */
export interface StepMeans {
  /** Adds the first `count` steps of a call. */
  add(steps: StepResults, count: number): void;
  /** Means since the last call of `take`, absent where there was no step (or no error to be had); starts anew. */
  take(): { readonly trainLoss?: number; readonly trainError?: number };
}

/** The fraction of wrong predictions, NaN where the loss says that the outputs were no numbers: those are neither right nor wrong. */
export const honestError = (error: number, loss: number): number =>
  Number.isFinite(loss) ? error : Number.NaN;

/** Means of no steps yet. */
export const stepMeans = (): StepMeans => {
  let [steps, loss, error] = [0, 0, 0];
  let hasError = false;
  return {
    add: (results, count) => {
      for (let i = 0; i < count; i++) loss += results.loss[i]!;
      if (results.error)
        for (let i = 0; i < count; i++) error += honestError(results.error[i]!, results.loss[i]!);
      hasError = results.error !== undefined;
      steps += count;
    },
    take: () => {
      const means =
        steps === 0 ? {} : { trainLoss: loss / steps, ...(hasError && { trainError: error / steps }) };
      [steps, loss, error] = [0, 0, 0];
      return means;
    },
  };
};
