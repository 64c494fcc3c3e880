/** @file What is left of a run when it fits on one line: its last and its best figures. A run that has ended keeps them in status.json, so that nobody has to read thousands of logs again. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { isCount, isRecord } from '../files/json-guards.ts';
import { isFinished, type RunStatus } from '../store/status.ts';
import { meanActivationVariance } from './activation-variance.ts';
import { csvNumber, parseCsvNumber } from './csv.ts';
import { KEPT, keptOfKeys } from './kept-columns.ts';
import { type Log, readLog } from './log.ts';
import type { LogRecord } from './run-columns.ts';

export interface RunFigures {
  /** The last row of the log; nothing in it where there is none. */
  readonly last: LogRecord;
  /** The evaluation with the smallest value of a column, the first of equals; absent where there is no such value. */
  readonly best: { readonly [column: string]: { readonly value: number; readonly iteration: number } };
  /** What activation-variance.csv has on average over the units, once the run is done. */
  readonly activationVariance?: number;
}

/** Figures that were read from logs, by folder, for folders of earlier versions, which keep none. */
export type KnownFigures = Map<string, { readonly bytes: number; readonly figures: RunFigures }>;

/**
 * The figures of the run in `folder`: those that it keeps, or that are known, if they are of its log as it is now; else from the log.
 * @throws UserError (exit code 3) where that is damaged.
 */
export function figuresOf(
  folder: string,
  status: RunStatus | undefined,
  known: KnownFigures = new Map(),
): RunFigures {
  if (!status || !isFinished(status)) return readFigures(folder, status).figures;
  const bytes = statSync(join(folder, 'log.csv'), { throwIfNoEntry: false })?.size;
  const kept = keptIn(status);
  if (kept && kept.bytes === bytes) return kept.figures;
  const before = known.get(folder);
  if (before && before.bytes === bytes) return before.figures;
  const read = readFigures(folder, status);
  known.set(folder, read);
  return read.figures;
}

function readFigures(folder: string, status: RunStatus | undefined) {
  const log = readLog(folder, status);
  // Of a run that goes on the file is of the time before.
  const variance = status?.status === 'done' ? meanActivationVariance(folder) : undefined;
  const best = [...KEPT.best, ...keptOfKeys(log.columns.keys()).best];
  const figures: RunFigures = {
    last: log.last,
    best: Object.fromEntries(best.flatMap(({ name }) => bestOf(log, name) ?? [])),
    ...(variance !== undefined && { activationVariance: variance }),
  };
  return { figures, bytes: log.bytes };
}

function bestOf({ columns }: Log, column: string) {
  const values = columns.get(column) ?? new Float64Array();
  let row = -1;
  let least = Infinity;
  for (let i = 0; i < values.length; i++)
    if (values[i]! < least) {
      least = values[i]!;
      row = i;
    }
  return row < 0
    ? undefined
    : [[column, { value: values[row]!, iteration: columns.get('iteration')?.[row] ?? Number.NaN }] as const];
}

/** What a run that has ended so keeps of its figures in status.json; nothing where it will go on, or where its log is damaged, which is told when it is read. */
export function keepFigures(folder: string, status: RunStatus): Pick<RunStatus, 'figures'> {
  if (!isFinished(status)) return {};
  try {
    const { figures, bytes } = readFigures(folder, status);
    return { figures: { log_bytes: bytes, ...figures, last: written(figures.last) } };
  } catch (error) {
    if (error instanceof UserError) return {};
    throw error;
  }
}

/** JSON has no word for what is no finite number: such a value stands there as in a CSV file. */
const written = (row: LogRecord): Readonly<Record<string, number | string>> =>
  Object.fromEntries(
    Object.entries(row).flatMap(([column, value]) =>
      value === undefined ? [] : [[column, Number.isFinite(value) ? value : csvNumber(value)]],
    ),
  );

/** Undefined where nothing is kept, or what is kept is damaged. */
function keptIn({
  figures,
}: RunStatus): { readonly bytes: number; readonly figures: RunFigures } | undefined {
  if (!isRecord(figures) || !isCount(figures.log_bytes)) return undefined;
  const { last, best, activationVariance } = figures as unknown as RunFigures;
  if (!isRecord(last) || !isRecord(best)) return undefined;
  const row = read(last);
  const variance = activationVariance !== undefined && { activationVariance };
  return row && { bytes: figures.log_bytes, figures: { last: row, best, ...variance } };
}

/** The way back from `written`; undefined where a text is no number. A row of numbers alone is taken as it is, since there may be thousands. */
function read(row: Readonly<Record<string, unknown>>): LogRecord | undefined {
  if (Object.values(row).every((value) => typeof value === 'number')) return row as LogRecord;
  try {
    return Object.fromEntries(
      Object.entries(row).map(([column, value]) => [column, parseCsvNumber(String(value), 'status.json')]),
    );
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
