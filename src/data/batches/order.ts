/** @file Which samples each training step takes: a function of (seed, run, step) alone, so runs are paired and resume is exact. */
import { usageError } from '../../errors.ts';
import { randomStream } from '../../random/stream.ts';

export interface BatchOrder {
  /** Samples in the training split. */
  readonly count: number;
  readonly batchSize: number;
  /** false: step k takes samples k·B … k·B + B − 1 of the file, wrapping round at its end. */
  readonly shuffle: boolean;
  readonly seed: number;
  readonly run: number;
}

/**
 * Whole batches in an epoch; the samples that are left are not trained on in that epoch (others are left in the next).
 * @throws UserError (exit code 2) where a batch is larger than the split.
 */
export function stepsPerEpoch(count: number, batchSize: number): number {
  if (batchSize <= count) return Math.floor(count / batchSize);
  throw usageError(
    `train.batch_size is ${batchSize}; expected at most ${count}, the number of training samples.`,
  );
}

/**
 * Sample indices of `steps` steps from `firstStep` on, [steps · batchSize]; any range equals the same slice of the whole.
 * @throws UserError (exit code 2) where a batch is larger than the split.
 */
export function batchSamples(order: BatchOrder, firstStep: number, steps: number): Int32Array {
  const { count, batchSize, shuffle } = order;
  const perEpoch = stepsPerEpoch(count, batchSize);
  const samples = new Int32Array(steps * batchSize);
  if (!shuffle) {
    for (let i = 0; i < samples.length; i++) samples[i] = (firstStep * batchSize + i) % count;
    return samples;
  }
  for (let k = 0; k < steps; k++) {
    const epoch = Math.floor((firstStep + k) / perEpoch);
    const start = ((firstStep + k) % perEpoch) * batchSize;
    samples.set(epochPermutation(order, epoch).subarray(start, start + batchSize), k * batchSize);
  }
  return samples;
}

/** The permutation made last: training asks for the steps of an epoch one after the other. */
let latest: { readonly key: string; readonly permutation: Int32Array } | undefined;

function epochPermutation({ count, seed, run }: BatchOrder, epoch: number): Int32Array {
  const key = [count, seed, run, epoch].join();
  if (latest?.key !== key) latest = { key, permutation: permutation(count, { seed, run, epoch }) };
  return latest.permutation;
}

/** Fisher and Yates' shuffle in Durstenfeld's form: every order of 0 … count − 1 is equally likely. */
function permutation(
  count: number,
  of: { readonly seed: number; readonly run: number; readonly epoch: number },
) {
  const random = randomStream({ seed: of.seed, run: of.run, purpose: 'shuffle', index: of.epoch });
  const order = new Int32Array(count);
  for (let i = 0; i < count; i++) order[i] = i;
  for (let last = count - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const moved = order[last]!;
    order[last] = order[other]!;
    order[other] = moved;
  }
  return order;
}
