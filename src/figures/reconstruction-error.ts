/** @file Fig. 3: the reconstruction error of an autoencoder over the training, and what it comes to at each learning rate. */
import { drawMeanCurves } from './curves/mean-curves.ts';
import type { ExperimentRuns } from './experiment-runs.ts';
import type { DrawingOptions, Drawn } from './figure.ts';
import { drawFinalByRate } from './final-by-rate.ts';
import { isAutoencoder, LOSSES, SPLITS, varies } from './measured-columns.ts';

export function drawReconstructionError(
  experiment: ExperimentRuns,
  options: DrawingOptions,
): readonly Drawn[] {
  if (!isAutoencoder(experiment)) return [];
  return [
    ...LOSSES.map((metric) =>
      drawMeanCurves(experiment, options, metric, `${SPLITS[metric]} reconstruction error`),
    ),
    ...(varies(experiment, 'learning_rate')
      ? LOSSES.map((metric) => drawFinalByRate(experiment, metric, SPLITS[metric]))
      : []),
  ];
}
