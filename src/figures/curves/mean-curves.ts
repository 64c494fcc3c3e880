/** @file The means over the runs of one column of losses or errors, as a drawing called by the column. */
import type { ExperimentRuns } from '../experiment-runs.ts';
import type { DrawingOptions, Drawn } from '../figure.ts';
import { fileName } from '../measured-columns.ts';
import { drawCurves } from './draw-curves.ts';

export const drawMeanCurves = (
  experiment: ExperimentRuns,
  { points, scale }: DrawingOptions,
  metric: string,
  title: string,
): Drawn =>
  drawCurves(experiment, {
    name: fileName(metric),
    title,
    metric,
    centre: 'mean',
    log: scale === 'log',
    points,
  });
