/** @file The columns of log.csv that measures fill, in their order, and what a name says of a column. */
import { type Asked, MEASURES, type MeasureName, sampleMeasures, unitMeasures } from './measures.ts';
import type { Measure, MeasuredColumn } from './row.ts';

/** A column, with what its measure says of it. */
export interface OwnColumn extends MeasuredColumn, Pick<Measure, 'unit' | 'better'> {
  readonly measure: MeasureName;
  /** What its value is over. */
  readonly over: 'steps' | 'test' | 'train_set' | 'units';
  readonly isAsked: boolean;
}

/** Of every measure, as the table has them. */
const ALL: readonly OwnColumn[] = (Object.entries(MEASURES) as [MeasureName, Measure][]).flatMap(
  ([measure, row]) => {
    const { unit, better, asked } = row;
    const about = { unit, ...(better && { better }), measure, isAsked: asked !== undefined };
    return placed(row).map(([over, { name, words, doc }]) => ({ name, words, doc, ...about, over }));
  },
);

function placed(row: Measure): readonly (readonly [OwnColumn['over'], MeasuredColumn])[] {
  if (row.of === 'units') return row.columns.map((column) => ['units', column]);
  return (['steps', 'test', 'train_set'] as const).flatMap((over) => {
    const column = row.columns[over];
    return column ? [[over, column] as const] : [];
  });
}

/** Those of every log. */
export const USUAL = ALL.filter(({ isAsked, over }) => !isAsked && over !== 'train_set');
/** What `evaluate.train_samples` adds. */
export const OF_TRAIN_SET = ALL.filter(({ isAsked, over }) => !isAsked && over === 'train_set');
/** What is asked for by key of `evaluate`. */
export const OF_KEYS = ALL.filter(({ isAsked }) => isAsked);

/** What of a section `evaluate` decides which columns there are. */
export type Evaluated = Asked & { readonly train_samples?: number | 'all' };

/** The columns that come after the usual ones. */
export function askedColumns(evaluate: Evaluated): readonly OwnColumn[] {
  const numbers = new Map<string, number>(
    [...sampleMeasures(evaluate), ...unitMeasures(evaluate)].map(({ name, k }) => [name, k]),
  );
  const { train_samples } = evaluate;
  return [
    ...(train_samples ? OF_TRAIN_SET : []),
    ...OF_KEYS.filter(
      ({ measure, over }) => numbers.has(measure) && (over !== 'train_set' || train_samples),
    ).map((column) => filled(column, numbers.get(column.measure)!)),
  ];
}

const withNumber = (text: string, k: number | string): string => text.replaceAll('<k>', String(k));

/** What a column is called where its measure is asked for with this number. */
export const columnName = ({ name }: Pick<MeasuredColumn, 'name'>, k: number): string => withNumber(name, k);

const filled = (column: OwnColumn, k: number | string): OwnColumn => ({
  ...column,
  name: withNumber(column.name, k),
  words: withNumber(column.words, k),
  doc: withNumber(column.doc, k),
});

const BY_NAME = new Map(ALL.map((column) => [column.name, column]));
const PATTERNS = OF_KEYS.map((column) => ({
  column,
  pattern: new RegExp(`^${column.name.replace('<k>', '([1-9]\\d*)')}$`),
}));

/** The column of ours that a name means; undefined for any other. */
export function columnNamed(name: string): OwnColumn | undefined {
  const known = BY_NAME.get(name);
  if (known) return known;
  for (const { column, pattern } of PATTERNS) {
    const found = pattern.exec(name);
    if (found) return filled(column, found[1] ?? '');
  }
  return undefined;
}

type Rows = typeof MEASURES;
type ColumnsOf<M> = M extends { readonly of: 'samples'; readonly columns: infer C }
  ? C[keyof C]
  : M extends { readonly columns: readonly (infer C)[] }
    ? C
    : never;
type Filled<Name> = Name extends `${infer Before}<k>${infer After}` ? `${Before}${number}${After}` : Name;
type NameOf<Column> = Column extends { readonly name: infer Name } ? Filled<Name> : never;

/** Name of a column that a measure fills. */
export type MeasuredName = Extract<NameOf<ColumnsOf<Rows[MeasureName]>>, string>;

/** Figures of an evaluation by column; what could not be measured is absent. */
export type Figures = { readonly [C in MeasuredName]?: number };
