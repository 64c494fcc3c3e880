/** @file The loss that training reduces, over samples. */
import { lossRow } from '../network/losses.ts';
import type { SampleMeasure } from './row.ts';

export const loss = {
  of: 'samples',
  unit: '',
  better: 'lower',
  figure: ({ output, target }, objective) => lossRow(objective).perSample(output, target),
  columns: {
    steps: {
      name: 'train_loss',
      words: 'training loss',
      doc: 'Mean loss over the training batches since the row before; empty in the first row.',
    },
    test: { name: 'test_loss', words: 'test loss', doc: 'Mean loss over the test set.' },
    train_set: {
      name: 'train_set_loss',
      words: 'training loss',
      doc: 'Mean loss over the first `evaluate.train_samples` training samples, measured like the test loss: no dropout, no augmentation.',
    },
  },
} as const satisfies SampleMeasure;
