/** @file What is drawn, before it is: data, a Vega-Lite specification, and words for who can't see it. */
import type { TopLevelSpec } from 'vega-lite';
import type { Column } from '../results/columns.ts';
import { spreadsheetText } from '../text/untrusted.ts';
import type { ExperimentRuns } from './experiment-runs.ts';

/** A row of a drawing's data, by column; a column that is not there is not known. */
export type DataRow = Readonly<Record<string, string | number | undefined>>;

export interface Drawing {
  /** File name without its ending, unique within an experiment. */
  readonly name: string;
  readonly title: string;
  /** What is shown, how, and what was left out. */
  readonly caption: string;
  /** What it looks like, for a screen reader: lines and where they end. */
  readonly alt: string;
  /** What is drawn, as it can be downloaded. */
  readonly columns: readonly Column<DataRow>[];
  readonly rows: readonly DataRow[];
  /** With its data. */
  readonly spec: TopLevelSpec;
}

/** What was measured and yet is not drawn. */
export interface Absence {
  /** `test_error is not drawn: …`. */
  readonly absent: string;
}

export interface DrawingOptions {
  /** Points in a drawing at most, over all its lines. */
  readonly points: number;
  /** Axis of losses and errors. */
  readonly scale: 'linear' | 'log';
}

/** A row of the table of figures. */
export interface Figure {
  /** What it shows, in one sentence. */
  readonly summary: string;
  /** The figure of the paper that it repeats. */
  readonly paper: PaperFigure;
  /** None where the experiment has not measured what it shows. */
  draw(experiment: ExperimentRuns, options: DrawingOptions): readonly (Drawing | Absence)[];
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

/** Rows as a CSV file may have them: text that a spreadsheet would compute made harmless. */
export const dataRows = (rows: readonly DataRow[]): readonly DataRow[] =>
  rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([column, value]) => [
        column,
        typeof value === 'string' ? spreadsheetText(value) : value,
      ]),
    ),
  );
