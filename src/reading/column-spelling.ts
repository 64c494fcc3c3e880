/** @file One spelling for each column of several files: `Val_Loss` of one and `val_loss` of another are the same, so that runs can be compared. */
import { LOG_COLUMNS } from '../results/run-columns.ts';
import type { RunLog } from './run.ts';

/** Those of ours as we write them, others as the first file has them. */
export function inOneSpelling(runs: readonly RunLog[]): readonly RunLog[] {
  const spellings = new Map<string, string>(LOG_COLUMNS.map(({ name }) => [name, name]));
  return runs.map((run) => {
    const names = [...run.columns.keys()];
    const wanted = names.map((name) => {
      const plain = name.toLowerCase();
      // Two columns of one file that differ in case alone stay two.
      if (names.some((other) => other !== name && other.toLowerCase() === plain)) return name;
      const spelling = spellings.get(plain) ?? name;
      spellings.set(plain, spelling);
      return spelling;
    });
    if (wanted.every((name, at) => name === names[at])) return run;
    return { ...run, columns: new Map(wanted.map((name, at) => [name, run.columns.get(names[at]!)!])) };
  });
}
