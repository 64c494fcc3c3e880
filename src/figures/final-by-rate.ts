/** @file What runs ended with, by learning rate: where an activation learns at all, and where best. */
import { runValue } from '../compare/run-values.ts';
import type { VariantRuns } from '../compare/variant-runs.ts';
import { moments } from '../statistics/moments.ts';
import { metricAxis } from './axes.ts';
import { lineChart } from './chart/line-chart.ts';
import { type Drawing, dataColumns } from './drawing.ts';
import type { ExperimentRuns } from './experiment-runs.ts';
import { inOrder } from './lines-and-panels.ts';
import { fileName } from './measured-columns.ts';
import { stylesOf } from './styles.ts';

/** Draws the last value of a column against the learning rate; undefined where no line has two points. Runs that are not done count with their latest row. */
export function drawFinalByRate(
  experiment: ExperimentRuns,
  metric: string,
  split: string,
): Drawing | undefined {
  const points = experiment.variants.flatMap((variant) => finalOf(variant, metric) ?? []);
  const log = points.every(({ y }) => y > 0);
  const series = inOrder(points.map((point) => point.series));
  const styles = stylesOf(series);
  if (styles.size > 11 || points.length <= series.length) return undefined;
  const axis = metricAxis(metric, experiment);
  const byRate = points.toSorted((a, b) => a.x - b.x);
  return {
    name: `${fileName(metric)}-by-learning-rate`,
    title: `${split} reconstruction error by learning rate`,
    caption: `What each variant ended with${isOver(experiment) ? '' : ', or has reached so far'}; ${log ? 'both axes are' : 'the axis of learning rates is'} logarithmic.`,
    alt: `${axis.title} by learning rate: ${byRate.map(({ series, x, y }) => `${series} at ${x}: ${y.toPrecision(3)}`).join(', ')}.`,
    columns: dataColumns('series', 'learning_rate', 'n', 'mean', 'sd'),
    rows: byRate.map(({ series, x, y, n, sd }) => ({
      series,
      learning_rate: x,
      n,
      mean: y,
      sd: Number.isNaN(sd) ? undefined : sd,
    })),
    spec: lineChart({
      points: byRate.map((point) => ({ ...point, ...band(point, log) })),
      x: { title: 'learning rate', log: true },
      y: { title: axis.title, log },
      legend: 'activation' in (experiment.variants[0]?.variant ?? {}) ? 'activation' : 'variant',
      styles,
      panels: [''],
      marks: 1000,
    }),
  };
}

/** Where the runs of a variant ended; undefined where it has no learning rate, or they have no value. */
function finalOf({ variant, runs }: VariantRuns, metric: string) {
  const { learning_rate, ...rest } = variant;
  const x = Number(learning_rate);
  const { n, mean, sd } = moments(
    runs.flatMap((run) => {
      const last = runValue({ ...run, status: undefined }, metric, undefined);
      return 'value' in last && run.status !== 'diverged' ? last.value : [];
    }),
  );
  if (!(x > 0) || !Number.isFinite(mean)) return undefined;
  const series = rest.activation ?? (Object.values(rest).join(', ') || 'all runs');
  return { series, panel: '', x, y: mean, n, sd };
}

/** One standard deviation to each side; none where a logarithmic axis has no place for it. */
const band = ({ y, n, sd }: { readonly y: number; readonly n: number; readonly sd: number }, log: boolean) =>
  n > 1 && (!log || y > sd) ? { low: y - sd, high: y + sd } : {};

const isOver = ({ variants }: ExperimentRuns): boolean =>
  variants.every(({ runs }) => runs.every(({ status }) => status === undefined || status === 'done'));
