/** @file What lies on each other in a panel: a line at zero, bands, lines, and shapes on some of their points. */
import type { Style } from '../styles.ts';
import type { LineChart } from './chart.ts';
import { INK } from './theme.ts';

const quantitative = { type: 'quantitative' } as const;
const bySeries = { field: 'series', type: 'nominal' } as const;

/** From the back to the front. */
export function layersOf({ y, legend, styles, zero }: LineChart) {
  const labels = [...styles.keys()];
  const of = <T>(value: (style: Style) => T): T[] => labels.map((label) => value(styles.get(label)!));
  const key = legendOf(legend, labels);
  const colour = { ...bySeries, scale: { domain: labels, range: of((style) => style.colour) }, legend: key };
  const shape = { ...bySeries, scale: { domain: labels, range: of((style) => style.shape) }, legend: key };
  return [
    ...(zero ? [ZERO_LINE] : []),
    {
      transform: [{ filter: 'isValid(datum.low) && isValid(datum.high)' }],
      mark: { type: 'area' as const, opacity: 0.16, clip: true },
      encoding: {
        y: { field: 'low', ...quantitative, title: y.title },
        y2: { field: 'high' },
        color: colour,
      },
    },
    {
      mark: { type: 'line' as const, strokeWidth: 2, clip: true },
      encoding: {
        y: { field: 'y', ...quantitative },
        color: colour,
        strokeDash: dashes(of(({ dash }) => dash)),
      },
    },
    {
      transform: [{ filter: 'datum.mark' }],
      mark: { type: 'point' as const, filled: true, size: 42, opacity: 1 },
      encoding: { y: { field: 'y', ...quantitative }, color: colour, shape },
    },
  ];
}

const ZERO_LINE = {
  data: { values: [{}] },
  mark: { type: 'rule' as const, color: INK.axis, strokeWidth: 1 },
  encoding: { y: { datum: 0 } },
};

/** Not a scale: the outlines of the legend's shapes would get dashes too. */
const dashes = (ofLines: readonly (readonly number[])[]) => ({
  condition: ofLines.map((dash, line) => ({ test: `datum.line === ${line}`, value: [...dash] })),
  value: [1, 0],
});

/** A legend of a single line needs no title. */
const legendOf = (title: string, labels: readonly string[]) => ({
  title: labels.length === 1 ? null : title,
  columns: columnsFor(labels),
  symbolOpacity: 1,
});

/** As many names side by side as there is room for. */
function columnsFor(labels: readonly string[]): number {
  const longest = labels.reduce((most, { length }) => Math.max(most, length), 0);
  return Math.max(1, Math.min(labels.length, Math.floor(46 / (longest + 4))));
}
