/** @file The appendix's figure: how much the medians of a layer's units varied over the epochs, activation against activation. */
import { moments } from '../statistics/moments.ts';
import { lineChart } from './chart/line-chart.ts';
import type { Absence, Drawing } from './drawing.ts';
import type { ExperimentRuns } from './experiment-runs.ts';
import { place } from './lines-and-panels.ts';
import { stylesOf } from './styles.ts';

/** Draws mean and largest variance by layer, means over the runs; undefined where no run has an activation-variance.csv. */
export const drawVariances = (experiment: ExperimentRuns): Drawing | Absence | undefined => {
  const { placed, legend, series, leftOut } = place(experiment.variants);
  const rows = placed.flatMap(({ variant, series: own, panel }) => {
    const runs = variant.runs.flatMap(({ folder }) => experiment.variances.get(folder ?? '') ?? []);
    const layers = [...new Set(runs.map(({ layer }) => layer))];
    return layers.map((layer, at) => {
      const here = runs.filter((one) => one.layer === layer);
      const mean = (pick: (one: (typeof here)[number]) => number) => moments(here.map(pick)).mean;
      return {
        series: own,
        panel,
        variant: variant.name,
        layer,
        x: at + 1,
        y: mean((one) => one.mean),
        median: mean((one) => one.median),
        max: mean((one) => one.max),
      };
    });
  });
  const points = rows.filter(({ y }) => y > 0);
  if (rows.length === 0) return undefined;
  if (points.length === 0)
    return { absent: 'The variance of median activations is not drawn: it is zero in every layer.' };
  const still = rows.length - points.length;
  const drawn = series.filter((one) => points.some((point) => point.series === one));
  const spec = lineChart({
    points: points.map(({ median, max, ...point }) => ({
      ...point,
      ...(median > 0 && { low: median, high: max }),
    })),
    x: { title: 'hidden layer', whole: true },
    y: { title: 'variance of units’ medians', log: true },
    legend,
    styles: stylesOf(drawn),
    panels: [...new Set(points.map(({ panel }) => panel))],
    marks: 1000,
  });
  return {
    name: 'activation-variance',
    title: 'Variance of median activations',
    caption: `Lines: mean over the units of a layer; bands reach from their median to the largest.${still > 0 ? ` ${still} without any variance ${still === 1 ? 'is' : 'are'} left out, for which a logarithmic axis has no place.` : ''}${leftOut > 0 ? ` ${leftOut} more variants are left out.` : ''}`,
    alt: `Variance by hidden layer: ${points.map(({ series, layer, y }) => `${series} ${layer} ${y.toPrecision(3)}`).join(', ')}.`,
    columns: (['variant', 'layer', 'mean_variance', 'median_variance', 'max_variance'] as const).map(
      (name) => ({ name, unit: '', doc: '', value: (row) => row[name] }),
    ),
    rows: rows.map(({ variant, layer, y, median, max }) => ({
      variant,
      layer,
      mean_variance: y,
      median_variance: median,
      max_variance: max,
    })),
    spec,
  };
};
