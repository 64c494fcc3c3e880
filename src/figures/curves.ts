/** @file Curves of one column over a whole experiment, as a drawing: the common part of most figures. */
import { writer } from '../compare/numbers.ts';
import { metricAxis, STEP_TITLES, stepOf } from './axes.ts';
import { type CurvePoint, curveOf, thinned } from './curve.ts';
import type { DataRow, Drawing } from './drawing.ts';
import type { ExperimentRuns } from './experiment-runs.ts';
import { lineChart } from './line-chart.ts';
import { type Placement, place } from './series.ts';
import { stylesOf } from './styles.ts';

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

interface Line {
  readonly series: string;
  readonly panel: string;
  readonly variant: string;
  readonly runs: number;
  readonly curve: readonly CurvePoint[];
  /** Points before thinning. */
  readonly whole: number;
  /** Whether the value before any update is left out. */
  readonly start: boolean;
  /** Points that a logarithmic axis has no place for. */
  readonly zeros: number;
}

/** A drawing of the column over all variants; undefined where no run has two values of it that can be drawn. */
export const drawCurves = (experiment: ExperimentRuns, request: CurvesRequest): Drawing | undefined => {
  const { metric, centre, log, name, title, zero, fromStart } = request;
  const { placed, legend, series, panels, leftOut } = request.placement ?? place(experiment.variants);
  const most = Math.max(12, Math.floor(request.points / Math.max(1, placed.length)));
  const lines = placed.flatMap(({ variant, series, panel }): Line[] => {
    const measured = curveOf(variant.runs, metric);
    const trained = measured.filter(({ iteration }) => iteration > 0);
    const begun = fromStart || trained.length < 2 ? measured : trained;
    const all = begun.filter((point) => !log || point[centre] > 0);
    if (all.length === 0) return [];
    const { length: runs } = variant.runs.filter(({ columns }) => columns.has(metric));
    const without = { start: begun !== measured, zeros: begun.length - all.length };
    return [
      {
        series,
        panel,
        variant: variant.name,
        runs,
        curve: thinned(all, most),
        whole: all.length,
        ...without,
      },
    ];
  });
  if (!lines.some(({ curve }) => curve.length > 1)) return undefined;
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
    caption: captionOf(lines, centre, log, leftOut),
    alt: altOf(lines, centre, axis.title, axis.factor),
    columns: COLUMNS.map((column) => ({ ...column, unit: '', doc: '', value: (row) => row[column.name] })),
    rows: lines.flatMap(({ variant, curve }) =>
      curve.map((point): DataRow => ({ variant, metric, ...rounded(point) })),
    ),
    spec: lineChart({
      points,
      x: { title: STEP_TITLES[step] },
      y: { title: axis.title, log },
      legend,
      styles: stylesOf(drawn),
      panels: panels.filter((panel) => lines.some((line) => line.panel === panel)),
      ...(zero && { zero }),
    }),
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

const BANDS = {
  mean: 'Lines are means over the runs, bands reach one standard deviation to each side',
  median: 'Lines are medians over the runs, bands reach from the lower to the upper quartile',
} as const;

const captionOf = (lines: readonly Line[], centre: 'mean' | 'median', log: boolean, leftOut: number) => {
  const counts = lines.map(({ runs }) => runs);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  const runs = fewest === most ? `${most}` : `${fewest} to ${most}`;
  const uneven = lines.some(({ curve, runs }) => curve.some(({ n }) => n < runs));
  const thin = lines.find(({ curve, whole }) => curve.length < whole);
  return [
    most === 1 ? 'One run of each variant.' : `${BANDS[centre]} (${runs} runs).`,
    ...(log && centre === 'mean' && most > 1
      ? ['Where that would end below zero, the band begins at the smallest run.']
      : []),
    ...(uneven ? ['Where runs end or have no number, a point is of those that go on.'] : []),
    ...(lines.some(({ start }) => start) ? ['The value before any update is left out.'] : []),
    ...(lines.some(({ zeros }) => zeros > 0)
      ? ['Where a line ends early it has reached zero, for which a logarithmic axis has no place.']
      : []),
    ...(thin ? [`Of ${thin.whole} evaluations ${thin.curve.length} are drawn.`] : []),
    ...(leftOut > 0 ? [`${leftOut} more variants are left out.`] : []),
  ].join(' ');
};

/** Where each line ends, in the unit of the axis. */
const altOf = (lines: readonly Line[], centre: 'mean' | 'median', title: string, factor: number): string => {
  const ends = lines.map(({ curve }) => curve.at(-1)![centre] * factor);
  const write = writer(ends, []);
  const list = lines.map(({ variant }, i) => `${variant} ${write(ends[i])}`);
  return `${title}, ${centre} over the runs; at the end of each line: ${list.slice(0, 24).join(', ')}.`;
};
