/** @file TABLE of measures: what is measured of a network at each evaluation. Columns of log.csv and summary.csv, their docs, what asks for them and axes follow from it. */
import { error } from './error.ts';
import { loss } from './loss.ts';
import type { Asking, Measure, SampleMeasure, UnitMeasure } from './row.ts';
import { top } from './top.ts';
import { unitMeans } from './unit-means.ts';

/** In the order of their columns. */
export const MEASURES = {
  loss,
  error,
  unit_means: unitMeans,
  top,
} as const satisfies Readonly<Record<string, Measure>>;

type Rows = typeof MEASURES;
export type MeasureName = keyof Rows;
type NamesOf<M> = { [N in MeasureName]: Rows[N] extends M ? N : never }[MeasureName];
export type SampleName = NamesOf<SampleMeasure>;
export type UnitName = NamesOf<UnitMeasure>;

/** The measures that have to be asked for, each with its number, or true: keys of the section `evaluate`. */
export type Asked = {
  readonly [N in NamesOf<{ readonly asked: unknown }>]?: Rows[N] extends {
    readonly asked: { readonly numbers: unknown };
  }
    ? number
    : true;
};

/** What asks for those that have to be asked for, in the order of the table. */
export const askings: readonly { readonly name: keyof Asked; readonly asked: Asking }[] = (
  Object.entries(MEASURES) as [keyof Asked, Measure][]
).flatMap(([name, { asked }]) => (asked ? [{ name, asked }] : []));

/** A measure that is to be made. */
export interface Chosen<Name, Row> {
  readonly name: Name;
  readonly row: Row;
  /** The number with which it is asked for; 1 where it takes none. */
  readonly k: number;
}

const wanted = (asked: Asked): readonly Chosen<MeasureName, Measure>[] =>
  (Object.entries(MEASURES) as [MeasureName, Measure][]).flatMap(([name, row]) => {
    const k = row.asked ? (asked as Readonly<Record<string, number | true | undefined>>)[name] : 1;
    return k ? [{ name, row, k: Number(k) }] : [];
  });

/** The measures of samples that are made where so much is asked for. */
export const sampleMeasures = (asked: Asked): readonly Chosen<SampleName, SampleMeasure>[] =>
  wanted(asked).filter((one): one is Chosen<SampleName, SampleMeasure> => one.row.of === 'samples');

/** The same of hidden units. */
export const unitMeasures = (asked: Asked): readonly Chosen<UnitName, UnitMeasure>[] =>
  wanted(asked).filter((one): one is Chosen<UnitName, UnitMeasure> => one.row.of === 'units');
