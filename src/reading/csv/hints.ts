/** @file What a user says of a CSV file that can't be told from it. */

/** How CSV files that are not ours are to be understood. */
export interface CsvHints {
  /** The columns that make a variant; absent: `variant`, or else every column of text. */
  readonly by?: readonly string[];
  /** The column that tells the runs of a variant apart, and says which are pairs. */
  readonly run?: string;
  /** The column that counts the rows of a run. */
  readonly step?: string;
}
