/** @file The fraction of samples whose class is predicted wrong. */
import { lossRow } from '../network/losses.ts';
import type { SampleMeasure } from './row.ts';

export const error = {
  of: 'samples',
  unit: 'fraction 0..1',
  better: 'lower',
  figure: ({ output, target }, objective) => lossRow(objective).wrong?.(output, target),
  columns: {
    steps: {
      name: 'train_error',
      words: 'training error',
      doc: 'Wrong predictions in the training batches since the row before; empty in the first row and where there are no classes.',
    },
    test: {
      name: 'test_error',
      words: 'test error',
      doc: 'Wrong predictions on the test set; empty where there are no classes.',
    },
    train_set: {
      name: 'train_set_error',
      words: 'training error',
      doc: 'Wrong predictions on them; empty where there are no classes.',
    },
  },
} as const satisfies SampleMeasure;
