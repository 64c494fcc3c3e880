/** @file The drawing that most figures are: lines with a band about them, in one panel or several. */
import type { TopLevelSpec } from 'vega-lite';
import type { DataRow } from './drawing.ts';
import type { Style } from './styles.ts';
import { CONFIG, INK, SIZE } from './theme.ts';

export interface LinePoint {
  readonly series: string;
  readonly panel: string;
  readonly x: number;
  readonly y: number;
  /** Ends of the band. */
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

export interface LineChart {
  readonly points: readonly LinePoint[];
  readonly x: Axis;
  readonly y: Axis;
  readonly legend: string;
  /** Lines in the order of the legend, and how each is drawn. */
  readonly styles: ReadonlyMap<string, Style>;
  readonly panels: readonly string[];
  /** A line across at zero. */
  readonly zero?: boolean;
  /** Shapes at so many points of a line at most, so that lines can be told apart without colour. */
  readonly marks?: number;
}

interface Axis {
  readonly title: string;
  readonly log?: boolean;
  /** No tick between whole numbers. */
  readonly whole?: boolean;
}

const MARKS = 6;

/** A Vega-Lite specification of the lines, with their data in it. */
export const lineChart = (chart: LineChart): TopLevelSpec => {
  const { x, y, legend, styles, panels, zero } = chart;
  const labels = [...styles.keys()];
  const one = panels.length <= 1;
  const [width, height] = one ? [SIZE.width, SIZE.height] : [SIZE.panelWidth, SIZE.panelHeight];
  const { points } = chart;
  const values = {
    x: points.map((point) => point.x),
    y: points.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y]),
  };
  const scale = (axis: Axis, along: readonly number[]) =>
    axis.log ? { type: 'log' as const, domain: ends(along), nice: false } : { zero: false };
  const axis = (of: Axis, along: readonly number[], ticks: number) => ({
    title: one ? of.title : inTwoLines(of.title),
    tickCount: one ? ticks : Math.ceil(ticks / 2),
    ...(of.log && { values: logTicks(...ends(along)), format: '~g' }),
    ...(of.whole && { tickMinStep: 1, format: 'd' }),
    ...(!of.log && !of.whole && Math.max(...ends(along)) >= 1e4 && { format: '~s' }),
  });
  const domain = { domain: labels };
  const key = {
    title: legend,
    columns: columnsFor(labels),
    symbolOpacity: 1,
    ...(labels.length === 1 && { title: null }),
  };
  const of = <T>(value: (style: Style) => T): T[] => labels.map((label) => value(styles.get(label)!));
  const colour = { ...domain, range: of((style) => style.colour) };
  const layer = [
    ...(zero
      ? [
          {
            data: { values: [{}] },
            mark: { type: 'rule' as const, color: INK.axis, strokeWidth: 1 },
            encoding: { y: { datum: 0 } },
          },
        ]
      : []),
    {
      transform: [{ filter: 'isValid(datum.low) && isValid(datum.high)' }],
      mark: { type: 'area' as const, opacity: 0.16, clip: true },
      encoding: {
        y: { field: 'low', type: 'quantitative' as const, title: y.title },
        y2: { field: 'high' },
        color: { field: 'series', type: 'nominal' as const, scale: colour, legend: key },
      },
    },
    {
      mark: { type: 'line' as const, strokeWidth: 2, clip: true },
      encoding: {
        y: { field: 'y', type: 'quantitative' as const },
        color: { field: 'series', type: 'nominal' as const, scale: colour, legend: key },
        // Not a scale: the outlines of the legend's shapes would get dashes too.
        strokeDash: {
          condition: of(({ dash }) => dash).map((dash, line) => ({
            test: `datum.line === ${line}`,
            value: [...dash],
          })),
          value: [1, 0],
        },
      },
    },
    {
      transform: [{ filter: 'datum.mark' }],
      mark: { type: 'point' as const, filled: true, size: 42, opacity: 1 },
      encoding: {
        y: { field: 'y', type: 'quantitative' as const },
        color: { field: 'series', type: 'nominal' as const, scale: colour, legend: key },
        shape: {
          field: 'series',
          type: 'nominal' as const,
          scale: { ...domain, range: of(({ shape }) => shape) },
          legend: key,
        },
      },
    },
  ];
  const shared = {
    encoding: {
      x: {
        field: 'x',
        type: 'quantitative' as const,
        scale: { ...scale(x, values.x), nice: false },
        axis: axis(x, values.x, 8),
      },
      y: { scale: scale(y, values.y), axis: axis(y, values.y, 6) },
    },
    layer,
  };
  const whole = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: CONFIG,
    data: { values: marked(chart) },
  };
  const spec = one
    ? { ...whole, width, height, ...shared }
    : {
        ...whole,
        facet: {
          field: 'panel',
          type: 'nominal' as const,
          sort: [...panels],
          title: null,
        },
        columns: 2,
        spec: { width, height, ...shared },
      };
  return spec as TopLevelSpec;
};

/** Smallest and largest; by hand, as there may be more values than a call can have arguments. */
const ends = (values: readonly number[]): readonly [number, number] => {
  const [low, high] = values.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
  // One value alone: a little room to each side.
  return low === high ? [low / 2, high * 2] : [low, high];
};

/** Powers of ten, with 2 and 5 between them where there would be few, and every whole tenth where there would be hardly any. */
export const logTicks = (low: number, high: number): readonly number[] => {
  const [from, to] = [Math.floor(Math.log10(low)), Math.ceil(Math.log10(high))];
  const among = (steps: readonly number[]) =>
    Array.from({ length: to - from + 1 }, (_, i) => from + i).flatMap((power) =>
      steps.map((step) => Number(`${step}e${power}`)).filter((tick) => tick >= low && tick <= high),
    );
  const choices = [[1], [1, 3], [1, 2, 5], [1, 1.5, 2, 3, 4, 5, 6, 8]].map(among);
  return choices.find(({ length }) => length >= 3) ?? choices.at(-1)!;
};

/** A title too long for the side of a small panel, broken before its unit. */
const inTwoLines = (title: string): string | string[] => {
  const at = title.indexOf(' (');
  return at > 0 && title.length > 22 ? [title.slice(0, at), title.slice(at + 1)] : title;
};

/** As many names side by side as there is room for. */
const columnsFor = (labels: readonly string[]): number => {
  const longest = labels.reduce((most, { length }) => Math.max(most, length), 0);
  return Math.max(1, Math.min(labels.length, Math.floor(46 / (longest + 4))));
};

/** Points of every line, some of them with a shape: each line's at other places, so that they don't hide each other. */
const marked = ({ points, styles, marks = MARKS }: LineChart): readonly DataRow[] => {
  const order = [...styles.keys()];
  const lines = new Map<string, LinePoint[]>();
  for (const point of points) {
    const key = JSON.stringify([point.panel, point.series]);
    const line = lines.get(key);
    if (line) line.push(point);
    else lines.set(key, [point]);
  }
  return [...lines.values()].flatMap((line) => {
    const step = Math.max(1, Math.floor(line.length / marks));
    const first = Math.floor((step * order.indexOf(line[0]!.series)) / order.length);
    return line.map((point, at) => ({
      ...point,
      line: order.indexOf(point.series),
      mark: at % step === first ? 1 : 0,
    }));
  });
};
