/** @file Fig. 2 (b), and what everyone asks first: training and test loss and error over the training. */
import { drawMeanCurves } from './curves/mean-curves.ts';
import type { ExperimentRuns } from './experiment-runs.ts';
import type { DrawingOptions, Drawn } from './figure.ts';
import { askedErrors, ERRORS, isAutoencoder, LOSSES, SPLITS } from './measured-columns.ts';

/** Of an autoencoder the loss is a figure of its own. */
export const drawLearningCurves = (experiment: ExperimentRuns, options: DrawingOptions): readonly Drawn[] => [
  ...(isAutoencoder(experiment)
    ? []
    : LOSSES.map((metric) => drawMeanCurves(experiment, options, metric, `${SPLITS[metric]} loss`))),
  ...ERRORS.map((metric) => drawMeanCurves(experiment, options, metric, `${SPLITS[metric]} error`)),
  ...askedErrors(experiment).map(({ name, words }) =>
    drawMeanCurves(experiment, options, name, words.charAt(0).toUpperCase() + words.slice(1)),
  ),
];
