/** @file Mean activation of every hidden unit over the probe samples (the paper's Fig. 2a). */
import { mul, reduceSum } from '../graph/ops.ts';
import { mean, median } from './over-units.ts';
import type { UnitMeasure } from './row.ts';

export const unitMeans = {
  of: 'units',
  unit: '',
  figure: (activations) => mul(reduceSum(activations, [0]), 1 / activations.shape[0]!),
  start: 0,
  reduce: (before, batch, share) => before + batch * share,
  columns: [
    {
      name: 'mean_activation',
      words: 'mean of unit activations',
      doc: 'Mean over the hidden units of their mean activation on the probe samples; empty without a probe.',
      overall: mean,
    },
    {
      name: 'median_unit_activation',
      words: 'median of unit activations',
      doc: 'Median over the hidden units of their mean activation on the probe samples; empty without a probe.',
      overall: median,
    },
  ],
} as const satisfies UnitMeasure;
