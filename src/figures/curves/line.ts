/** @file A line of a drawing: the curve of a variant, with what of it is left out. */

import type { Placed } from '../lines-and-panels.ts';
import { type Centre, type CurvePoint, curveOf, thinned } from './curve.ts';

export interface Line {
  readonly series: string;
  readonly panel: string;
  readonly variant: string;
  /** Runs that have the column. */
  readonly runs: number;
  readonly curve: readonly CurvePoint[];
  /** Points before thinning. */
  readonly whole: number;
  /** Whether the value before any update is left out. */
  readonly isWithoutStart: boolean;
  /** Points at zero that a logarithmic axis has no place for. */
  readonly zeros: number;
}

/** What a variant has measured of the column; undefined where that is nothing. */
export function measuredLine(
  { variant, series, panel }: Placed,
  metric: string,
  fromStart: boolean,
): Line | undefined {
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
}

/** Whether the line can stand on a logarithmic axis: nothing of it below zero, and enough of it above. */
export const bearsLog = ({ curve }: Line, centre: Centre): boolean =>
  curve.every((point) => point[centre] >= 0) &&
  curve.filter((point) => point[centre] > 0).length >= Math.min(2, curve.length);

/** The line in `most` points, without zeros where the axis is logarithmic. */
export function thinnedLine(line: Line, centre: Centre, log: boolean, most: number): Line {
  const all = log ? line.curve.filter((point) => point[centre] > 0) : line.curve;
  return { ...line, curve: thinned(all, most), whole: all.length, zeros: line.curve.length - all.length };
}
