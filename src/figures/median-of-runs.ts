/** @file Fig. 4: the middle of the runs, which a single bad one does not move. */
import { drawCurves } from './curves/draw-curves.ts';
import type { ExperimentRuns } from './experiment-runs.ts';
import type { DrawingOptions, Drawn } from './figure.ts';
import { comparedErrors, fileName, SPLITS } from './measured-columns.ts';

/** Of two runs the median is the mean. */
const FEWEST_RUNS = 3;

export function drawMedianOfRuns(
  experiment: ExperimentRuns,
  { points, scale }: DrawingOptions,
): readonly Drawn[] {
  if (!experiment.variants.some(({ runs }) => runs.length >= FEWEST_RUNS)) return [];
  return comparedErrors(experiment).map((metric) =>
    drawCurves(experiment, {
      name: `median-${fileName(metric)}`,
      title: `Median ${SPLITS[metric].toLowerCase()} error`,
      metric,
      centre: 'median',
      log: scale === 'log',
      points,
    }),
  );
}
