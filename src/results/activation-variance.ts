/** @file activation-variance.csv: how much the median activations of hidden units drift during a run (the appendix of the ELU paper). */
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse';
import { writeAtomically } from '../files/atomic-file.ts';
import { fileError, hasCode } from '../files/file-errors.ts';
import type { Guard } from '../store/lease/keeper.ts';
import { csvText, parseCsv, parseCsvNumber } from './csv.ts';
import { type LayerVariance, VARIANCE_COLUMNS } from './run-columns.ts';

const fileIn = (folder: string): string => join(folder, 'activation-variance.csv');

/**
 * Writes the file from the activations.csv of a run, unless `confirm` throws.
 * @throws UserError (exit code 1) where that fails.
 */
export async function writeActivationVariance(folder: string, confirm?: Guard): Promise<void> {
  const layers = await layerVariances(join(folder, 'activations.csv'));
  await writeAtomically(fileIn(folder), [csvText(VARIANCE_COLUMNS, layers)], confirm);
}

/** A layer as activation-variance.csv has it. */
export interface VarianceRecord {
  readonly layer: string;
  readonly units: number;
  readonly mean: number;
  readonly median: number;
  readonly max: number;
}

/**
 * The layers of a run's activation-variance.csv, in order; none where it has no such file.
 * @throws UserError (exit code 3) where it is damaged.
 */
export function readLayerVariances(folder: string): readonly VarianceRecord[] {
  const file = fileIn(folder);
  const text = textOf(file);
  // To ask the library about nothing at all, for thousands of runs, takes a second.
  if (text === '') return [];
  return parseCsv(text, file).map((row, i) => {
    const number = (column: string) =>
      parseCsvNumber(row[column] ?? '', `${file}, row ${i + 1}, column ${column}`) ?? NaN;
    return {
      layer: row.layer ?? '',
      units: number('units'),
      mean: number('mean_variance'),
      median: number('median_variance'),
      max: number('max_variance'),
    };
  });
}

/** By one call that waits, as logs are read. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return '';
    throw fileError('read', file, error);
  }
}

/**
 * Mean of the variances of all hidden units of a run; undefined where there are none.
 * @throws UserError (exit code 3) where the file is damaged.
 */
export function meanActivationVariance(folder: string): number | undefined {
  const layers = readLayerVariances(folder);
  const all = layers.reduce((sum, { units }) => sum + units, 0);
  return layers.length === 0
    ? undefined
    : layers.reduce((sum, { mean, units }) => sum + (mean * units) / all, 0);
}

/** A running mean and sum of squared deviations from it (Welford 1962). */
interface Spread {
  count: number;
  mean: number;
  squares: number;
}

/**
 * Variance over the evaluations after the start, of every unit's median: s² = Σ (x − x̄)² / (n − 1). No layers where there were fewer than
 * two evaluations. Reads row by row, as there may be millions.
 */
async function layerVariances(file: string): Promise<LayerVariance[]> {
  const layers = new Map<string, Spread[]>();
  const rows = createReadStream(file).pipe(parse({ columns: true }));
  for await (const { iteration, layer, unit, median } of rows as AsyncIterable<Record<string, string>>) {
    if (iteration === '0') continue;
    const units = layers.get(layer!) ?? [];
    layers.set(layer!, units);
    units[Number(unit)] ??= { count: 0, mean: 0, squares: 0 };
    add(units[Number(unit)]!, parseCsvNumber(median!, `${file}, column median`) ?? NaN);
  }
  return [...layers].flatMap(([layer, units]) => {
    const evaluations = units[0]!.count;
    const variances = Float64Array.from(units, ({ squares }) => squares / (evaluations - 1)).sort();
    return evaluations < 2 ? [] : [{ layer, evaluations, variances }];
  });
}

function add(spread: Spread, value: number): void {
  spread.count++;
  const before = value - spread.mean;
  spread.mean += before / spread.count;
  spread.squares += before * (value - spread.mean);
}
