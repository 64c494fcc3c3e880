/** @file What the columns of a CSV file are to a comparison: which make a variant, which number its runs, which count a run's rows. */
import { nearest } from '../config/nearest.ts';
import { usageError } from '../errors.ts';
import type { CsvTable } from './csv-table.ts';
import type { CsvHints } from './runs.ts';

/** The columns by what they are for; undefined where there is none. */
export interface Roles {
  readonly variant: readonly string[];
  readonly run: string | undefined;
  readonly step: string | undefined;
}

/** What may count the rows of a run; the first that is there. */
export const STEPS: readonly string[] = ['iteration', 'step', 'global_step', 'epoch'];
/** What may number the runs of a variant. */
const RUNS = ['run', 'seed'];
/** Text that tells about a run, not what was varied. */
const NOT_VARIED = ['status', 'experiment'];

/** Reads the header by its names; throws a usage error for a column in `by` that is not there. */
export const rolesOf = ({ columns }: CsvTable, { by }: CsvHints, file: string): Roles => {
  const names = [...columns.keys()];
  for (const name of by ?? []) {
    if (columns.has(name)) continue;
    const near = nearest(name, names);
    const meant = near === undefined ? '' : ` Did you mean ${near}?`;
    throw usageError(`--by ${name}: ${file} has no such column.${meant} It has ${names.join(', ')}.`);
  }
  const find = (known: readonly string[]) =>
    known.find((name) => columns.get(name)?.numbers && !by?.includes(name));
  return { variant: by ?? varied(columns), run: find(RUNS), step: find(STEPS) };
};

/** `variant`; in our summary.csv what stands before run, seed, status; elsewhere all text. */
const varied = (columns: CsvTable['columns']): readonly string[] => {
  const names = [...columns.keys()];
  if (columns.has('variant')) return ['variant'];
  const run = names.indexOf('run');
  if (run >= 0 && names[run + 1] === 'seed' && names[run + 2] === 'status') return names.slice(0, run);
  return names.filter((name) => !columns.get(name)!.numbers && !NOT_VARIED.includes(name));
};
