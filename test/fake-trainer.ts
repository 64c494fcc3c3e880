/** @file A Trainer simple enough to calculate by hand: one weight w that learns the samples' indices. For tests of the loop. */
import type { Trainer } from '../src/engines/trainer.ts';

/**
 * The loss of a step is w² before the update w ← w − η(w − x), x the first sample's index; its error is 1 where w < 1, else 0.
 * The test loss is |w|, and the hidden units are w, w and 4w, their medians half of that. `failAt`: the step (from 0) whose loss is NaN;
 * `start`: w at first.
 */
export const fakeTrainer = (
  batchSize: number,
  failAt = Infinity,
  start = 0,
): Trainer & { readonly calls: number[]; weight(): number } => {
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
    evaluate: async () => ({ loss: Math.abs(w), error: 0.5 }),
    predict: async () => ({ shape: [0, 1], data: new Float32Array() }),
    probe: async (_, medians = false) =>
      [
        { layer: 'activation1', mean: Float64Array.of(w, w) },
        { layer: 'activation2', mean: Float64Array.of(4 * w) },
      ].map((layer) => ({ ...layer, ...(medians && { median: layer.mean.map((mean) => mean / 2) }) })),
    read: async () => new Map(),
    write: async () => {},
    close: async () => {},
  };
};
