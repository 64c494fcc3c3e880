/** @file A run as it was read, from its folder or from anyone's CSV file: the one shape that is compared, drawn and reported. */
import type { RunState } from '../store/status.ts';
import type { RunLabel } from './run-label.ts';

/** One run as it was read. */
export interface RunLog {
  /** Name of the experiment: its folder's, or the CSV file's without `.csv`. */
  readonly experiment: string;
  /** Absolute path of what the runs of the experiment share: its folder, or the CSV file. Tells experiments of one name apart. */
  readonly experimentPath: string;
  /** What the variant sets, by column: `{ activation: 'elu' }`; empty where nothing varies. */
  readonly variant: Readonly<Record<string, string>>;
  /** `activation=elu,momentum=0.9`, as its folder is called. Anyone's text where it comes from a CSV file: escape it. */
  readonly variantName: string;
  /** Number of the run in its variant; of a CSV file, it may be the text of a label. */
  readonly run: RunLabel;
  /** Set where nothing says which run it is: `run` then counts what comes, and pairs it with nothing. */
  readonly isUnnamed?: true;
  /** Undefined where nothing says: a folder without status.json, a CSV file. */
  readonly status: RunState | undefined;
  /** Absolute path of the run's folder, with config.yaml and environment.json; undefined for a run from a CSV file. */
  readonly folder: string | undefined;
  /** Absolute path of the file that `columns` come from. */
  readonly source: string;
  /**
   * Numbers by column, all of one length: a value a row, oldest first, NaN where a field is empty or says `nan`. `iteration` is there
   * and rises, unless the run is a single row of final figures; none at all where a run ended before its first row.
   * Units as in docs/reference/columns.md.
   */
  readonly columns: ReadonlyMap<string, Float64Array>;
}
