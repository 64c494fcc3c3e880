/** @file The numbers of a run by column, a value a step. */
import { isTimeName } from '../column-names.ts';
import type { RunLog } from '../run.ts';
import { isMissing } from './field-numbers.ts';
import { isJudged, lostFrom } from './run-ending.ts';
import type { Rows } from './run-rows.ts';
import type { NumericColumn, Source } from './source.ts';

export interface RunColumns {
  readonly columns: RunLog['columns'];
  /** How its losses say that it diverged; undefined where they don't. */
  readonly lost: string | undefined;
}

export function columnsOf({ plain, roles, numeric }: Source, rows: Rows): RunColumns {
  if (rows.length === 0) return { columns: new Map(), lost: undefined };
  const columns = new Map(numeric.map(({ name, numbers }) => [name, valuesOf(numbers, rows)]));
  const lost = numeric
    .filter(({ name }) => isJudged(name) && !isTimeName(name))
    .map((column) => lossText(column, columns.get(column.name)!, rows, plain.table.numberOf))
    .find((text) => text !== undefined);
  if (roles.step !== undefined) columns.set('iteration', columns.get(roles.step)!);
  else if (rows.length > 1)
    columns.set(
      'iteration',
      Float64Array.from(rows, (_, at) => at + 1),
    );
  return { columns, lost };
}

/** Of rows that complete each other the last that has a value. */
const valuesOf = (numbers: Float64Array, rows: Rows): Float64Array =>
  Float64Array.from(rows, (same) => {
    const row = same.findLast((one) => !Number.isNaN(numbers[one]!));
    return row === undefined ? Number.NaN : numbers[row]!;
  });

/** `loss is nan from row 7 on`; undefined where a loss has a number wherever it was due. */
function lossText(
  { name, texts }: NumericColumn,
  values: Float64Array,
  rows: Rows,
  numberOf: (row: number) => number,
): string | undefined {
  const from = lostFrom(values, (at) => rows[at]!.some((row) => !isMissing(texts[row]!)));
  return from === undefined
    ? undefined
    : `${name} is ${texts[rows[from]!.at(-1)!]} from row ${numberOf(rows[from]![0]!)} on`;
}
