/** @file summary.csv: a row a run, of all runs in an experiment's folder, drawn from their folders alone, so that it can be made anew at any time. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { UserError } from '../errors.ts';
import { writeAtomically } from '../files/atomic-file.ts';
import { inTurn } from '../files/turns.ts';
import { variantOf } from '../store/variant-name.ts';
import { csvText } from './csv.ts';
import { type FoundRun, findRuns } from './find-runs.ts';
import { runNumber } from './is-run.ts';
import { figuresOf, type KnownFigures } from './run-figures.ts';
import { keyColumns, SUMMARY_COLUMNS, type SummaryRow, variantColumns } from './summary-columns.ts';

/** <experiment>/<variant>/run-<k>. */
const DEPTH = 2;
/** Runs that are read before whatever else goes on has its turn. */
const AT_A_TIME = 64;

/** What summary.csv was written from. */
export interface Summary {
  readonly file: string;
  /** By variant and run, as the paths of their folders are ordered. */
  readonly rows: readonly SummaryRow[];
  /** What of the folder was passed over. */
  readonly notes: readonly string[];
}

/**
 * Writes `<experiment>/summary.csv` in one step. Of commands that do so at once each sees all that ended before, so that the last one's is of
 * all runs. A run whose log is damaged gets a row without figures, which costs none of the others theirs. `known` saves the next call reading the
 * same logs.
 */
export async function writeSummary(experiment: string, known?: KnownFigures): Promise<Summary> {
  const file = join(experiment, 'summary.csv');
  // Nothing was run, and so nothing was made.
  if (!existsSync(experiment)) return { file, rows: [], notes: [] };
  let read: Omit<Summary, 'file'> | undefined;
  await inTurn(file, async () => {
    read = await readRows(experiment, known);
    await writeAtomically(file, [
      csvText([...variantColumns(read.rows), ...SUMMARY_COLUMNS, ...keyColumns(read.rows)], read.rows),
    ]);
  });
  return { file, ...read! };
}

async function readRows(experiment: string, known?: KnownFigures): Promise<Omit<Summary, 'file'>> {
  const { runs, notes } = await findRuns(experiment, DEPTH);
  const rows: SummaryRow[] = [];
  for (const run of runs) {
    if (rows.length % AT_A_TIME === 0) await turn();
    const { folder, status } = run;
    rows.push({
      found: run,
      variant: status?.variant ?? variantOf(basename(dirname(folder))),
      run: runNumber(folder, status),
      seed: status?.seed ?? (status && seedIn(folder)),
      ...figuresIn(run, known),
    });
  }
  return { rows, notes };
}

function figuresIn(
  { folder, status }: FoundRun,
  known?: KnownFigures,
): Pick<SummaryRow, 'figures' | 'fault'> {
  try {
    return { figures: figuresOf(folder, status, known), fault: undefined };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { figures: undefined, fault: error };
  }
}

/** The seed of a run whose status.json, of an earlier version, has none: from config.yaml as we write it, as a reader of YAML takes a hundred times as long. */
function seedIn(folder: string): number | undefined {
  try {
    const [, seed] = /^seed: (\d+)$/m.exec(readFileSync(join(folder, 'config.yaml'), 'utf8')) ?? [];
    return seed === undefined ? undefined : Number(seed);
  } catch {
    return undefined;
  }
}
