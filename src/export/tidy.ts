/** @file One tidy CSV file of all runs: a row a measured value, as pandas, R and spreadsheets like it. */
import { writeAtomically } from '../files/atomic-file.ts';
import type { RunLog } from '../reading/run.ts';
import { csvPieces } from '../results/csv.ts';
import type { Column } from '../results/run-columns.ts';
import { settingWriter } from '../results/setting-texts.ts';
import { spreadsheetText } from '../text/untrusted.ts';

/** One value of one run. */
export interface TidyRow {
  readonly run: RunLog;
  readonly row: number;
  /** Undefined, as the value, in the one row of a run that has none. */
  readonly metric: string | undefined;
  readonly value: number | undefined;
}

/** Columns of the file; between `variant` and `run` stands one for each key that a variant sets. */
const BEFORE: readonly Column<TidyRow>[] = [
  {
    name: 'experiment',
    unit: '',
    doc: 'Name of the experiment.',
    value: ({ run }) => spreadsheetText(run.experiment),
  },
  {
    name: 'variant',
    unit: '',
    doc: 'Name of the variant.',
    value: ({ run }) => spreadsheetText(run.variantName),
  },
];
const AFTER: readonly Column<TidyRow>[] = [
  { name: 'run', unit: '', doc: 'Number of the run.', value: ({ run }) => run.run },
  {
    name: 'status',
    unit: '',
    doc: 'done, diverged, failed, interrupted or running; empty where nothing says.',
    value: ({ run }) => run.status,
  },
  {
    name: 'iteration',
    unit: 'iterations',
    doc: 'Steps done; empty for final figures.',
    value: ({ run, row }) => run.columns.get('iteration')?.[row],
  },
  {
    name: 'epoch',
    real: true,
    unit: 'epochs',
    doc: 'Empty where the files do not say.',
    value: ({ run, row }) => run.columns.get('epoch')?.[row],
  },
  {
    name: 'metric',
    unit: '',
    doc: 'Name of the column that the value comes from.',
    value: ({ metric }) => metric && spreadsheetText(metric),
  },
  {
    name: 'value',
    real: true,
    unit: 'as the column',
    doc: 'The value. What was not measured, or was no number, has no row; a run without any value has one row without metric and value.',
    value: ({ value }) => value,
  },
];

/** For the reference page. */
export const TIDY_COLUMNS: readonly Column<TidyRow>[] = [...BEFORE, ...AFTER];

const NAMES = new Set(TIDY_COLUMNS.map(({ name }) => name));
const PLACES = new Set(['iteration', 'epoch']);

/**
 * Writes the file in one step, so that it is there whole or not at all, and returns its number of rows.
 * @throws UserError (exit code 1) where that fails.
 */
export async function exportTidy(runs: readonly RunLog[], file: string): Promise<number> {
  const keys = [...new Set(runs.flatMap(({ variant }) => Object.keys(variant)))].filter(
    (key) => !NAMES.has(key),
  );
  const varied = keys.map((key): Column<TidyRow> => {
    const setIn = ({ variant }: RunLog) => (Object.hasOwn(variant, key) ? variant[key] : undefined);
    const write = settingWriter(runs.map(setIn));
    return {
      name: spreadsheetText(key),
      unit: '',
      doc: '',
      value: ({ run }) => {
        const text = setIn(run);
        return text === undefined ? undefined : spreadsheetText(write(text));
      },
    };
  });
  let count = 0;
  function* parts(): Generator<readonly TidyRow[]> {
    for (const run of runs) {
      const rows = rowsOf(run);
      count += rows.length;
      yield rows;
    }
  }
  await writeAtomically(file, csvPieces([...BEFORE, ...varied, ...AFTER], parts()));
  return count;
}

function rowsOf(run: RunLog): TidyRow[] {
  const rows: TidyRow[] = [];
  for (const [metric, values] of run.columns) {
    if (PLACES.has(metric)) continue;
    for (const [row, value] of values.entries())
      if (!Number.isNaN(value)) rows.push({ run, row, metric, value });
  }
  return rows.length > 0 ? rows : [{ run, row: 0, metric: undefined, value: undefined }];
}
