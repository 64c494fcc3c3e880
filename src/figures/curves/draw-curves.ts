/** @file Curves of one column over a whole experiment, as a drawing: the common part of most figures. */
import { metricAxis, STEP_TITLES, stepOf } from '../axes.ts';
import { lineChart } from '../chart/line-chart.ts';
import type { Absence, DataRow, Drawing } from '../drawing.ts';
import type { ExperimentRuns } from '../experiment-runs.ts';
import { type Placed, type Placement, place } from '../lines-and-panels.ts';
import { stylesOf } from '../styles.ts';
import { type CurvePoint, curveOf, thinned } from './curve.ts';
import { altOf, captionOf, type Line } from './curve-words.ts';

export interface CurvesRequest {
  readonly name: string;
  readonly title: string;
  readonly metric: string;
  /** mean: with standard deviation; median: with quartiles. */
  readonly centre: 'mean' | 'median';
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
export const drawCurves = (
  experiment: ExperimentRuns,
  request: CurvesRequest,
): Drawing | Absence | undefined => {
  const { metric, centre, name, title, zero } = request;
  const { legend, series, panels, leftOut, placed } = request.placement ?? place(experiment.variants);
  const most = Math.max(12, Math.floor(request.points / Math.max(1, placed.length)));
  const measured = placed.flatMap((one) => measuredLine(one, request) ?? []);
  if (measured.length === 0) return undefined;
  if (!measured.some(({ curve }) => curve.length > 1))
    return { absent: `${metric} is not drawn: no run has two values of it.` };
  const log = request.log && measured.every((line) => bearsLog(line, centre));
  const lines = measured.map((line) => thinnedLine(line, centre, log, most));
  const drawn = series.filter((one) => lines.some((line) => line.series === one));
  const step = stepOf(experiment.variants);
  const axis = metricAxis(metric, experiment);
  const points = lines.flatMap(({ series, panel, curve }) =>
    curve.map((point) => {
      const [low, high] = band(point, centre, log);
      const scaled = (value: number | undefined) => value && value * axis.factor;
      return {
        series,
        panel,
        x: point[step]!,
        y: point[centre] * axis.factor,
        low: scaled(low),
        high: scaled(high),
      };
    }),
  );
  return {
    name,
    title,
    caption: captionOf(lines, { metric, centre, log, wantedLog: request.log, leftOut }),
    alt: altOf(lines, centre, axis.title, axis.factor),
    columns: COLUMNS.map((column) => ({ ...column, unit: '', doc: '', value: (row) => row[column.name] })),
    rows: lines.flatMap(({ variant, curve }) =>
      curve.map((point): DataRow => ({ variant, metric, ...rounded(point) })),
    ),
    spec: lineChart({
      points,
      x: { title: STEP_TITLES[step], whole: points.every(({ x }) => Number.isInteger(x)) },
      y: { title: axis.title, log },
      legend,
      styles: stylesOf(drawn),
      panels: panels.filter((panel) => lines.some((line) => line.panel === panel)),
      ...(zero && { zero }),
    }),
  };
};

/** What a variant has measured of the column; undefined where that is nothing. */
const measuredLine = (
  { variant, series, panel }: Placed,
  { metric, fromStart }: CurvesRequest,
): Line | undefined => {
  const measured = curveOf(variant.runs, metric);
  // Anyone's rows may count from 0; ours have the network before any update there.
  const isOurs = variant.runs.every(({ folder }) => folder !== undefined);
  const trained = measured.filter(({ iteration }) => iteration > 0);
  const curve = fromStart || !isOurs || trained.length < 2 ? measured : trained;
  if (curve.length === 0) return undefined;
  return {
    series,
    panel,
    variant: variant.name,
    runs: variant.runs.filter(({ columns }) => columns.has(metric)).length,
    curve,
    whole: curve.length,
    isWithoutStart: curve !== measured,
    zeros: 0,
  };
};

/** Whether the line can stand on a logarithmic axis: nothing of it below zero, and enough of it above. */
const bearsLog = ({ curve }: Line, centre: 'mean' | 'median'): boolean =>
  curve.every((point) => point[centre] >= 0) &&
  curve.filter((point) => point[centre] > 0).length >= Math.min(2, curve.length);

const thinnedLine = (line: Line, centre: 'mean' | 'median', log: boolean, most: number): Line => {
  const all = log ? line.curve.filter((point) => point[centre] > 0) : line.curve;
  return {
    ...line,
    curve: thinned(all, most),
    whole: all.length,
    zeros: line.curve.length - all.length,
  };
};

const COLUMNS = [
  'variant',
  'metric',
  'iteration',
  'epoch',
  'n',
  'mean',
  'sd',
  'median',
  'low',
  'high',
  'min',
  'max',
].map((name) => ({ name }));

/** Six digits: more than can be seen, and half as long. */
const rounded = (point: CurvePoint): DataRow =>
  Object.fromEntries(
    Object.entries(point).map(([column, value]) => [
      column,
      value === undefined || Number.isNaN(value) ? undefined : Number(value.toPrecision(6)),
    ]),
  );

/** Where mean − sd is not above zero a logarithmic axis has no place for it: there the band begins at the smallest run. */
const band = (point: CurvePoint, centre: 'mean' | 'median', log: boolean): (number | undefined)[] => {
  if (point.n < 2) return [undefined, undefined];
  if (centre === 'median') return [log && point.low <= 0 ? undefined : point.low, point.high];
  const low = point.mean - point.sd;
  return [log && low <= 0 ? (point.min > 0 ? point.min : undefined) : low, point.mean + point.sd];
};
