/** @file The data of a chart: the points of every line, some of them with a shape. */
import { groupBy } from '../../group-by.ts';
import type { DataRow } from '../drawing.ts';
import type { LineChart } from './chart.ts';

const MARKS = 6;

/** Line by line; the shapes of each at other places, so that they don't hide each other. */
export function markedPoints({ points, styles, marks = MARKS }: LineChart): readonly DataRow[] {
  const order = [...styles.keys()];
  const lines = groupBy(points, ({ panel, series }) => JSON.stringify([panel, series]));
  return [...lines.values()].flatMap((line) => {
    const step = Math.max(1, Math.floor(line.length / marks));
    const first = Math.floor((step * order.indexOf(line[0]!.series)) / order.length);
    return line.map((point, at) => ({
      ...point,
      line: order.indexOf(point.series),
      mark: at % step === first ? 1 : 0,
    }));
  });
}
