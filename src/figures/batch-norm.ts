/** @file Fig. 5: for each activation the network with batch normalisation against the same network without. */
import { drawCurves } from './curves/draw-curves.ts';
import type { ExperimentRuns } from './experiment-runs.ts';
import type { DrawingOptions, Drawn } from './figure.ts';
import { place } from './lines-and-panels.ts';
import {
  comparedErrors,
  fileName,
  hasColumn,
  LOSSES,
  SPLITS,
  type SplitColumn,
  varies,
} from './measured-columns.ts';

const WORDS: Readonly<Record<string, string>> = { true: 'with batch norm', false: 'without' };

/** A drawing for training and one for test: of errors, or of losses where there are none. */
export function drawBatchNorm(experiment: ExperimentRuns, options: DrawingOptions): readonly Drawn[] {
  if (!varies(experiment, 'batch_norm')) return [];
  const metrics = hasColumn(experiment, 'test_error') ? comparedErrors(experiment) : LOSSES;
  return metrics.map((metric) => drawPairs(experiment, metric, options));
}

/** Draws the column in a panel for each activation, medians over the runs; undefined where there is nothing of it. */
function drawPairs(
  experiment: ExperimentRuns,
  metric: SplitColumn,
  { points, scale }: DrawingOptions,
): Drawn {
  // The other way round than usual: what tells lines apart elsewhere are the panels here.
  const { placed, series, leftOut } = place(
    experiment.variants.map((variant) => {
      const { batch_norm = '', ...rest } = variant.variant;
      return { ...variant, variant: { pair: nameOf(rest), line: WORDS[batch_norm] ?? batch_norm } };
    }),
  );
  const turned = placed.map((one) => ({
    variant: one.variant,
    series: one.variant.variant.line!,
    panel: one.variant.variant.pair!,
  }));
  return drawCurves(experiment, {
    name: `batch-norm-${fileName(metric)}`,
    title: `${SPLITS[metric]} ${metric.endsWith('error') ? 'error' : 'loss'} with batch normalisation and without`,
    metric,
    centre: 'median',
    log: scale === 'log',
    points,
    placement: {
      placed: turned,
      legend: 'network',
      series: [...new Set(turned.map((one) => one.series))].sort(),
      panels: series,
      leftOut,
    },
  });
}

const nameOf = (variant: Readonly<Record<string, string>>): string =>
  variant.activation !== undefined && Object.keys(variant).length === 1
    ? variant.activation
    : Object.entries(variant)
        .map(([column, value]) => `${column} = ${value}`)
        .join(', ') || 'all';
