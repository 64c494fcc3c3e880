/** @file Fig. 2 (a): how near to zero the hidden units' activations stay. */
import { drawCurves } from './curves/draw-curves.ts';
import type { ExperimentRuns } from './experiment-runs.ts';
import type { DrawingOptions, Drawn } from './figure.ts';

export const drawUnitActivations = (
  experiment: ExperimentRuns,
  { points }: DrawingOptions,
): readonly Drawn[] => [
  drawCurves(experiment, {
    name: 'unit-activations',
    title: 'Median unit activation',
    metric: 'median_unit_activation',
    centre: 'mean',
    log: false,
    zero: true,
    fromStart: true,
    points,
  }),
];
