/** @file What a chart of lines shows, before it is laid out. */
import type { Style } from '../styles.ts';

export interface LinePoint {
  readonly series: string;
  readonly panel: string;
  readonly x: number;
  readonly y: number;
  /** Ends of the band. */
  readonly low?: number | undefined;
  readonly high?: number | undefined;
}

export interface Axis {
  readonly title: string;
  readonly log?: boolean;
  /** No tick between whole numbers. */
  readonly whole?: boolean;
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
