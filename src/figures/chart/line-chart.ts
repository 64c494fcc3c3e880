/** @file The drawing that most figures are: lines with a band about them, in one panel or several. */
import type { TopLevelSpec } from 'vega-lite';
import type { DataRow } from '../drawing.ts';
import type { Style } from '../styles.ts';
import { type AxisScale, scaleOf } from './scale.ts';
import { shortLabels } from './short-labels.ts';
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
/** Ticks about so many, half as many in small panels. */
const X_TICKS = 8;
const Y_TICKS = 6;

/** Characters that there is room for in the legend, and above a panel. */
const LEGEND_LENGTH = 40;
const PANEL_LENGTH = 27;

/** A Vega-Lite specification of the lines, with their data in it. */
export const lineChart = (whole: LineChart): TopLevelSpec => {
  const chart = withShortNames(whole);
  const { x, y, legend, styles, panels, zero } = chart;
  const labels = [...styles.keys()];
  const one = panels.length <= 1;
  const [width, height] = one ? [SIZE.width, SIZE.height] : [SIZE.panelWidth, SIZE.panelHeight];
  const { points } = chart;
  const heights = points.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y]);
  const most = (ticks: number) => (one ? ticks : Math.ceil(ticks / 2));
  const scales = {
    x: scaleOf(
      points.map((point) => point.x),
      x,
      { pixels: width, isAcross: true },
      most(X_TICKS),
    ),
    y: scaleOf(
      zero ? [...heights, 0] : heights,
      { nice: true, ...y },
      { pixels: height, isAcross: false },
      most(Y_TICKS),
    ),
  };
  const scale = ({ log }: Axis, { domain }: AxisScale) => ({
    type: log ? ('log' as const) : ('linear' as const),
    domain: [...domain],
    nice: false,
    ...(!log && { zero: false }),
  });
  const axis = ({ title }: Axis, { ticks, format }: AxisScale) => ({
    title: one ? title : inTwoLines(title),
    values: [...ticks],
    format,
    labelOverlap: false,
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
        scale: scale(x, scales.x),
        axis: axis(x, scales.x),
      },
      y: { scale: scale(y, scales.y), axis: axis(y, scales.y) },
    },
    layer,
  };
  const top = {
    $schema: 'https://vega.github.io/schema/vega-lite/v6.json',
    config: CONFIG,
    data: { values: marked(chart) },
  };
  const spec = one
    ? { ...top, width, height, ...shared }
    : {
        ...top,
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

const withShortNames = ({ points, styles, panels, ...rest }: LineChart): LineChart => {
  const names = shortLabels([...styles.keys()], LEGEND_LENGTH);
  const titles = shortLabels(panels, PANEL_LENGTH);
  return {
    ...rest,
    points: points.map((point) => ({
      ...point,
      series: names.get(point.series)!,
      panel: titles.get(point.panel) ?? point.panel,
    })),
    styles: new Map([...styles].map(([name, style]) => [names.get(name)!, style])),
    panels: panels.map((panel) => titles.get(panel)!),
  };
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
