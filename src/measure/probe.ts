/** @file What the hidden units do over training samples: a row each for activations.csv, and over all of them for log.csv. */
import { columnName, type Figures } from './columns.ts';
import { type Asked, unitMeasures } from './measures.ts';
import type { Subject } from './subject.ts';
import { type LayerFigures, unitFigures } from './unit-figures.ts';
import { unitMedians } from './unit-medians.ts';

export interface Probed {
  /** By column of log.csv; what could not be measured is absent. */
  readonly figures: Figures;
  readonly units: readonly UnitRow[];
}

/** A row of activations.csv but for where it stands. */
export interface UnitRow {
  readonly layer: string;
  /** Index within its layer, from 0. */
  readonly unit: number;
  readonly mean: number;
  /** Exact; absent where it is not asked for. */
  readonly median?: number;
}

/** Over the first `count` training samples; medians take more time. */
export async function probe(
  subject: Subject,
  count: number,
  medians: boolean,
  asked: Asked = {},
): Promise<Probed> {
  if (count === 0) return { figures: {}, units: [] };
  const exact = medians ? await unitMedians(subject, count) : undefined;
  const measures = unitMeasures(asked);
  // Medians bring the means along.
  const others = exact ? measures.filter(({ name }) => name !== 'unit_means') : measures;
  const found = await unitFigures(subject, count, others);
  const means = exact?.means ?? found.get('unit_means')!;
  const figures = measures.flatMap(({ name, row, k }) => {
    const units = allUnits(found.get(name) ?? means);
    return units.length === 0
      ? []
      : row.columns.map((column) => [columnName(column, k), column.overall(units)] as const);
  });
  return { figures: Object.fromEntries(figures), units: unitRows(means, exact?.medians) };
}

const allUnits = (layers: LayerFigures): Float64Array =>
  Float64Array.from([...layers.values()].flatMap((units) => [...units]));

const unitRows = (means: LayerFigures, medians: LayerFigures | undefined): readonly UnitRow[] =>
  [...means].flatMap(([layer, units]) => {
    const middles = medians?.get(layer);
    return Array.from(units, (mean, unit) => ({
      layer,
      unit,
      mean,
      ...(middles && { median: middles[unit]! }),
    }));
  });
