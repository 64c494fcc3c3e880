/** @file A Trainer simple enough to calculate by hand: one weight w that learns the samples' indices. For tests of the loop. */
import type { Trainer } from '../src/engines/trainer.ts';
import type { Measured } from '../src/measure/measure.ts';

/**
 * The loss of a step is w² before the update w ← w − η(w − x), x the first sample's index; its error is 1 where w < 1, else 0.
 * What is measured of it: a test loss of |w|, and hidden units of w, w and 4w. `failAt`: the step (from 0) whose loss is NaN;
 * `start`: w at first.
 */
export const fakeTrainer = (
  batchSize: number,
  failAt = Infinity,
  start = 0,
): Trainer & { readonly calls: number[]; weight(): number; measure(): Promise<Measured> } => {
  let w = start;
  let step = 0;
  const calls: number[] = [];
  return {
    calls,
    weight: () => w,
    device: 'fake',
    train: async (samples, rates) => {
      calls.push(rates.length);
      const loss = new Float64Array(rates.length);
      const error = new Float64Array(rates.length);
      for (const [i, rate] of rates.entries()) {
        loss[i] = step++ >= failAt ? Number.NaN : w ** 2;
        error[i] = w < 1 ? 1 : 0;
        w -= rate * (w - samples[i * batchSize]!);
      }
      return { loss, error };
    },
    measure: async () => ({
      figures: { test_loss: Math.abs(w), test_error: 0.5, mean_activation: 2 * w, median_unit_activation: w },
      units: [
        { layer: 'activation1', unit: 0, mean: w },
        { layer: 'activation1', unit: 1, mean: w },
        { layer: 'activation2', unit: 0, mean: 4 * w },
      ],
    }),
    forward: async () => {},
    read: async () => new Map([['w', { shape: [], data: Float32Array.of(w) }]]),
    write: async (state) => {
      w = state.get('w')!.data[0]!;
    },
    close: async () => {},
  };
};
