/** @file Curves of one column over a whole experiment, as a drawing: the common part of most figures. */
import type { TopLevelSpec } from 'vega-lite';
import { type MetricAxis, metricAxis, STEP_TITLES, stepOf } from '../axes.ts';
import type { LinePoint } from '../chart/chart.ts';
import { lineChart } from '../chart/line-chart.ts';
import type { Absence, Drawing } from '../drawing.ts';
import type { ExperimentRuns } from '../experiment-runs.ts';
import { type Placement, place } from '../lines-and-panels.ts';
import { stylesOf } from '../styles.ts';
import type { Centre, CurvePoint } from './curve.ts';
import { CURVE_COLUMNS, curveRows } from './curve-data.ts';
import { altOf, captionOf } from './curve-words.ts';
import { bearsLog, type Line, measuredLine, thinnedLine } from './line.ts';

export interface CurvesRequest {
  readonly name: string;
  readonly title: string;
  readonly metric: string;
  /** mean: with standard deviation; median: with quartiles. */
  readonly centre: Centre;
  readonly log: boolean;
  /** A line across at zero. */
  readonly zero?: boolean;
  /** Whether the value before any update is drawn, which would leave little of the axis to the rest where it is chance. */
  readonly fromStart?: boolean;
  readonly points: number;
  readonly placement?: Placement;
}

/**
 * A drawing of the column over all variants; undefined where it was not measured, and an absence where no run has two values of it.
 * On a logarithmic axis zeros are left out; where that would cost a line too much, or values lie below zero, the axis is linear.
 */
export function drawCurves(
  experiment: ExperimentRuns,
  request: CurvesRequest,
): Drawing | Absence | undefined {
  const { metric, centre, placement = place(experiment.variants) } = request;
  const { placed, leftOut } = placement;
  const measured = placed.flatMap((one) => measuredLine(one, metric, request.fromStart ?? false) ?? []);
  if (measured.length === 0) return undefined;
  if (!measured.some(({ curve }) => curve.length > 1))
    return { absent: `${metric} is not drawn: no run has two values of it.` };
  const log = request.log && measured.every((line) => bearsLog(line, centre));
  const most = Math.max(FEWEST_POINTS, Math.floor(request.points / Math.max(1, placed.length)));
  const lines = measured.map((line) => thinnedLine(line, centre, log, most));
  const axis = metricAxis(metric, experiment);
  return {
    name: request.name,
    title: request.title,
    caption: captionOf(lines, { metric, centre, log, wantedLog: request.log, leftOut }),
    alt: altOf(lines, centre, axis.title, axis.factor),
    columns: CURVE_COLUMNS,
    rows: curveRows(lines, metric),
    spec: chartOf(lines, stepOf(experiment.variants), axis, log, { ...request, placement }),
  };
}

/** The lines as a chart, those of the placement that have something in its order. */
function chartOf(
  lines: readonly Line[],
  step: keyof typeof STEP_TITLES,
  axis: MetricAxis,
  log: boolean,
  { centre, zero, placement }: CurvesRequest & { readonly placement: Placement },
): TopLevelSpec {
  const { legend, series, panels } = placement;
  const points = lines.flatMap((line) => pointsOf(line, step, centre, log, axis.factor));
  return lineChart({
    points,
    x: { title: STEP_TITLES[step], whole: points.every(({ x }) => Number.isInteger(x)) },
    y: { title: axis.title, log },
    legend,
    styles: stylesOf(series.filter((one) => lines.some((line) => line.series === one))),
    panels: panels.filter((panel) => lines.some((line) => line.panel === panel)),
    ...(zero && { zero }),
  });
}

/** In the unit of the axis. */
function pointsOf(
  { series, panel, curve }: Line,
  step: keyof typeof STEP_TITLES,
  centre: Centre,
  log: boolean,
  factor: number,
): readonly LinePoint[] {
  const scaled = (value: number | undefined) => value && value * factor;
  return curve.map((point) => {
    const [low, high] = band(point, centre, log);
    return {
      series,
      panel,
      x: point[step]!,
      y: point[centre] * factor,
      low: scaled(low),
      high: scaled(high),
    };
  });
}

/** However many variants there are. */
const FEWEST_POINTS = 12;

/** Where mean − sd is not above zero a logarithmic axis has no place for it: there the band begins at the smallest run. */
function band(point: CurvePoint, centre: Centre, log: boolean): (number | undefined)[] {
  if (point.n < 2) return [undefined, undefined];
  if (centre === 'median') return [log && point.low <= 0 ? undefined : point.low, point.high];
  const low = point.mean - point.sd;
  return [log && low <= 0 ? (point.min > 0 ? point.min : undefined) : low, point.mean + point.sd];
}
