/** @file Fig. 5: for each activation the network with batch normalisation against the same network without. */
import { drawCurves } from './curves/draw-curves.ts';
import type { Absence, Drawing, DrawingOptions } from './drawing.ts';
import type { ExperimentRuns } from './experiment-runs.ts';
import { place } from './lines-and-panels.ts';

const WORDS: Readonly<Record<string, string>> = { true: 'with batch norm', false: 'without' };

/** Draws the column in a panel for each activation, medians over the runs; undefined where there is nothing of it. */
export const drawBatchNorm = (
  experiment: ExperimentRuns,
  metric: string,
  name: string,
  { points, scale }: DrawingOptions,
): Drawing | Absence | undefined => {
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
    name,
    title: `${metric.startsWith('train') ? 'Training' : 'Test'} ${metric.endsWith('error') ? 'error' : 'loss'} with batch normalisation and without`,
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
};

const nameOf = (variant: Readonly<Record<string, string>>): string =>
  variant.activation !== undefined && Object.keys(variant).length === 1
    ? variant.activation
    : Object.entries(variant)
        .map(([column, value]) => `${column} = ${value}`)
        .join(', ') || 'all';
