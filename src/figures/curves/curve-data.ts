/** @file The data of curves, as they can be downloaded. */
import { type DataRow, dataColumns } from '../drawing.ts';
import type { CurvePoint } from './curve.ts';
import type { Line } from './line.ts';

export const CURVE_COLUMNS = dataColumns(
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
);

/** A row a point that is drawn. */
export const curveRows = (lines: readonly Line[], metric: string): readonly DataRow[] =>
  lines.flatMap(({ variant, curve }) => curve.map((point) => ({ variant, metric, ...rounded(point) })));

/** Six digits: more than can be seen, and half as long. */
const rounded = (point: CurvePoint): DataRow =>
  Object.fromEntries(
    Object.entries(point).map(([column, value]) => [
      column,
      value === undefined || Number.isNaN(value) ? undefined : Number(value.toPrecision(6)),
    ]),
  );
