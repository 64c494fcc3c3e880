/** @file What a figure is: a row of the table, the figure of the paper that it repeats, how it is drawn. */
import type { Absence, Drawing } from './drawing.ts';
import type { ExperimentRuns } from './experiment-runs.ts';

export interface DrawingOptions {
  /** Points in a drawing at most, over all its lines. */
  readonly points: number;
  /** Axis of losses and errors. */
  readonly scale: 'linear' | 'log';
}

/** A drawing, or why there is none. */
export type Drawn = Drawing | Absence | undefined;

/** A row of the table of figures. */
export interface Figure {
  /** What it shows, in one sentence. */
  readonly summary: string;
  /** The figures of the paper that it repeats. */
  readonly paper: readonly PaperFigure[];
  /** What there is of it; none, or undefined, where the experiment has not measured what it shows. */
  draw(experiment: ExperimentRuns, options: DrawingOptions): readonly Drawn[];
}

/** A figure of the paper, and which drawings of which experiment repeat it: only those are called so. */
export interface PaperFigure {
  /** `Fig. 2 (b)`. */
  readonly figure: string;
  /** The paper's experiment, by the name that it has here; absent: any of them. */
  readonly experiment?: string;
  /** Names of the drawings; absent: all. */
  readonly drawings?: readonly string[];
  /** What else a drawing must show, and not show, to be it. */
  isShownBy?(drawing: Drawing): boolean;
}
