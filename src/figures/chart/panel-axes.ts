/** @file Both axes of a panel as Vega-Lite has them: the same scale in every panel, ticks that have room, a title. */
import type { Axis, LineChart } from './chart.ts';
import { type AxisScale, scaleOf } from './scale.ts';

/** Ticks about so many, half as many in small panels. */
const X_TICKS = 8;
const Y_TICKS = 6;

/** The encodings of x, and of y but for its field, which each layer has. */
export function axesOf({ points, x, y, zero, panels }: LineChart, width: number, height: number) {
  const isAlone = panels.length <= 1;
  const most = (ticks: number) => (isAlone ? ticks : Math.ceil(ticks / 2));
  const heights = points.flatMap(({ y, low, high }) => [y, low ?? y, high ?? y]);
  const across = scaleOf(
    points.map((point) => point.x),
    x,
    { pixels: width, isAcross: true },
    most(X_TICKS),
  );
  const up = scaleOf(
    zero ? [...heights, 0] : heights,
    { nice: true, ...y },
    { pixels: height, isAcross: false },
    most(Y_TICKS),
  );
  return {
    x: { field: 'x', type: 'quantitative' as const, ...drawn(x, across, isAlone) },
    y: drawn(y, up, isAlone),
  };
}

const drawn = ({ title, log }: Axis, { domain, ticks, format }: AxisScale, isAlone: boolean) => ({
  scale: {
    type: log ? ('log' as const) : ('linear' as const),
    domain: [...domain],
    nice: false,
    ...(!log && { zero: false }),
  },
  axis: {
    title: isAlone ? title : inTwoLines(title),
    values: [...ticks],
    format,
    labelOverlap: false,
  },
});

/** A title too long for the side of a small panel, broken before its unit. */
function inTwoLines(title: string): string | string[] {
  const at = title.indexOf(' (');
  return at > 0 && title.length > 22 ? [title.slice(0, at), title.slice(at + 1)] : title;
}
