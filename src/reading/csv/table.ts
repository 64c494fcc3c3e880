/** @file Anyone's CSV file as columns. */

/** One column: every field as text, trimmed, and as numbers where most of the fields that are not empty are some. */
export interface CsvColumn {
  readonly texts: readonly string[];
  /** NaN for an empty field and for `nan`. */
  readonly numbers: Float64Array | undefined;
  /** What keeps a column of numbers from being read: a word among them. */
  readonly damage?: string;
}

export interface CsvTable {
  /** Absolute path. */
  readonly file: string;
  /** By the names of the header, trimmed. */
  readonly columns: ReadonlyMap<string, CsvColumn>;
  readonly rows: number;
  /** Number of a row as the user counts them, from 1 below the header. */
  readonly numberOf: (row: number) => number;
  readonly notes: readonly string[];
}

/** A name that a column without one gets; pandas writes its index so. */
export const UNNAMED = 'unnamed';
