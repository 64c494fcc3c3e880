/** @file Top-k error: the fraction of samples whose class is not among the k highest outputs. */
import { cast, greater, mul, oneHot, reduceSum, reshape } from '../graph/ops.ts';
import { lossRow } from '../network/losses.ts';
import type { SampleMeasure } from './row.ts';

const DOC =
  'whose class is not among the k highest outputs. Outputs equal to that of the class do not count as higher, so that a tie is right, as in `test_error`.';

export const top = {
  of: 'samples',
  unit: 'fraction 0..1',
  better: 'lower',
  asked: {
    // Top-1 is test_error.
    numbers: [2, 65_535],
    doc: 'Top-k error with this k, fewer than there are classes, is measured too: the fraction of samples whose class is not among the k highest outputs. It gets a column of its own in log.csv, test_top5_error for 5, and with train_samples another for those. Default: 0, none.',
    words: 'top-<k> error',
    fault: (k, { objective, classes }) => {
      if (lossRow(objective).target !== 'label')
        return `found ${k}, for a top-k error, which needs classes, but the objective is ${objective}; expected cross_entropy, or 0 for none`;
      return classes !== undefined && k >= classes
        ? `found ${k} for ${classes} classes; expected fewer than there are classes, or 0 for none`
        : undefined;
    },
  },
  // The class is at place r if r outputs are higher than its own.
  figure: ({ output, target }, objective, k) => {
    if (lossRow(objective).target !== 'label') return undefined;
    const [batch, outputs] = output.shape as readonly [number, number];
    const own = reduceSum(mul(output, oneHot(target, outputs)), [1]);
    const higher = reduceSum(cast(greater(output, reshape(own, [batch, 1])), 'float32'), [1]);
    return cast(greater(higher, k - 1), 'float32');
  },
  columns: {
    test: { name: 'test_top<k>_error', words: 'test top-<k> error', doc: `Test samples ${DOC}` },
    train_set: {
      name: 'train_set_top<k>_error',
      words: 'training top-<k> error',
      doc: `Training samples of \`evaluate.train_samples\` ${DOC}`,
    },
  },
} as const satisfies SampleMeasure;
