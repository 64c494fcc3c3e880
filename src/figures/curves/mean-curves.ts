/** @file The means over the runs of one column of losses or errors, as a drawing called by the column. */
import type { ExperimentRuns } from '../experiment-runs.ts';
import type { DrawingOptions, Drawn } from '../figure.ts';
import { fileName, SPLITS, type SplitColumn } from '../measured-columns.ts';
import { drawCurves } from './draw-curves.ts';

/** `what` is what the column measures of its split, in words: `Training loss`. */
export const drawMeanCurves = (
  experiment: ExperimentRuns,
  { points, scale }: DrawingOptions,
  metric: SplitColumn,
  what: string,
): Drawn =>
  drawCurves(experiment, {
    name: fileName(metric),
    title: `${SPLITS[metric]} ${what}`,
    metric,
    centre: 'mean',
    log: scale === 'log',
    points,
  });
