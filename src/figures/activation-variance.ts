/** @file The appendix's figure: how much the medians of a layer's units varied over the epochs, activation against activation. */
import { groupBy } from '../group-by.ts';
import { mean } from '../statistics/moments.ts';
import { lineChart } from './chart/line-chart.ts';
import { type Absence, type Drawing, dataColumns } from './drawing.ts';
import type { ExperimentRuns } from './experiment-runs.ts';
import { type Placed, place } from './lines-and-panels.ts';
import { stylesOf } from './styles.ts';

/** Draws mean and largest variance by layer, means over the runs; undefined where no run has an activation-variance.csv. */
export function drawVariances(experiment: ExperimentRuns): Drawing | Absence | undefined {
  const { placed, legend, series, leftOut } = place(experiment.variants);
  const rows = placed.flatMap((one) => layersOf(one, experiment.variances));
  const points = rows.filter(({ y }) => y > 0);
  if (rows.length === 0) return undefined;
  if (points.length === 0)
    return { absent: 'The variance of median activations is not drawn: it is zero in every layer.' };
  return {
    name: 'activation-variance',
    title: 'Variance of median activations',
    caption: captionOf(rows.length - points.length, leftOut),
    alt: `Variance by hidden layer: ${points.map(({ series, layer, y }) => `${series} ${layer} ${y.toPrecision(3)}`).join(', ')}.`,
    columns: dataColumns('variant', 'layer', 'mean_variance', 'median_variance', 'max_variance'),
    rows: rows.map(({ variant, layer, y, median, max }) => ({
      variant,
      layer,
      mean_variance: y,
      median_variance: median,
      max_variance: max,
    })),
    spec: lineChart({
      points: points.map(({ median, max, ...point }) => ({
        ...point,
        ...(median > 0 && { low: median, high: max }),
      })),
      x: { title: 'hidden layer', whole: true },
      y: { title: 'variance of units’ medians', log: true },
      legend,
      styles: stylesOf(series.filter((one) => points.some((point) => point.series === one))),
      panels: [...new Set(points.map(({ panel }) => panel))],
      marks: 1000,
    }),
  };
}

/** The layers of a variant, each with the means over its runs. */
function layersOf({ variant, series, panel }: Placed, variances: ExperimentRuns['variances']) {
  const runs = variant.runs.flatMap(({ folder }) => variances.get(folder ?? '') ?? []);
  return [...groupBy(runs, ({ layer }) => layer)].map(([layer, here], at) => ({
    series,
    panel,
    variant: variant.name,
    layer,
    x: at + 1,
    y: mean(here.map((one) => one.mean)),
    median: mean(here.map((one) => one.median)),
    max: mean(here.map((one) => one.max)),
  }));
}

/** `still`: layers without any variance; `leftOut`: variants that there was no place for. */
const captionOf = (still: number, leftOut: number): string =>
  [
    'Lines: mean over the units of a layer; bands reach from their median to the largest.',
    still > 0 &&
      `${still} without any variance ${still === 1 ? 'is' : 'are'} left out, for which a logarithmic axis has no place.`,
    leftOut > 0 && `${leftOut} more variants are left out.`,
  ]
    .filter(Boolean)
    .join(' ');
