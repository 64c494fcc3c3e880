/** @file Which rows of a CSV file belong together: groups of rows alike in some columns, and rows of one group that can't be of one run. */

import { labelOf } from '../run-label.ts';
import type { CsvColumn, CsvTable } from './table.ts';

/** A group's index for each row, in the order in which groups first come. */
export interface Groups {
  readonly ids: Int32Array;
  readonly count: number;
}

/** Rows with the same text in all columns of these names; all rows are one group without any. */
export const groupRows = (table: CsvTable, names: readonly string[]): Groups =>
  names.reduce<Groups>((groups, name) => splitBy(groups, table.columns.get(name)!, table.rows), {
    ids: new Int32Array(table.rows),
    count: Math.min(1, table.rows),
  });

/** The groups, split where the texts of a column differ. */
function splitBy({ ids: before }: Groups, { texts }: CsvColumn, rows: number): Groups {
  const codeOf = labelCodes();
  const pairs = new Map<number, number>();
  const ids = Int32Array.from(before, (id, row) => {
    const pair = id * rows + codeOf(texts[row]!);
    const own = pairs.get(pair) ?? pairs.size;
    pairs.set(pair, own);
    return own;
  });
  return { ids, count: pairs.size };
}

/** A number for each text, the same for texts of one label: `1` and `1.0`. */
function labelCodes(): (text: string) => number {
  const codes = new Map<string, number>();
  const labels = new Map<string, number>();
  return (text) => {
    const known = codes.get(text);
    if (known !== undefined) return known;
    const label = String(labelOf(text));
    const code = labels.get(label) ?? labels.size;
    labels.set(label, code);
    codes.set(text, code);
    return code;
  };
}

/** Every row is a group of its own. */
export const rowByRow = (rows: number): Groups => ({
  ids: Int32Array.from({ length: rows }, (_, i) => i),
  count: rows,
});

/** Rows by group, then by step, those without one last, then as they come. */
export function inOrder({ ids }: Groups, steps: Float64Array | undefined): Uint32Array {
  const keys = steps?.map((step) => (Number.isNaN(step) ? Infinity : step));
  return Uint32Array.from(ids.keys()).sort(
    (a, b) => ids[a]! - ids[b]! || (keys ? keys[a]! - keys[b]! : 0) || a - b,
  );
}

/**
 * Two rows of one group and step that are not of one run: some column is measured in both, and differs. Rows that complete each other,
 * as training and validation of one epoch, are one. Without a step any two rows of a group.
 */
export function clashIn(
  groups: Groups,
  steps: Float64Array | undefined,
  measures: readonly Float64Array[],
): readonly [number, number] | undefined {
  const order = inOrder(groups, steps);
  // The row of the present group and step that measured each column; −1 for none.
  const owners = new Int32Array(measures.length).fill(-1);
  for (const [at, row] of order.entries()) {
    const before = order[at - 1];
    const isNew =
      before === undefined ||
      groups.ids[before] !== groups.ids[row] ||
      (steps !== undefined && steps[before] !== steps[row]);
    if (isNew) owners.fill(-1);
    else if (steps === undefined) return [before, row];
    for (const [column, values] of measures.entries()) {
      const owner = owners[column]!;
      if (Number.isNaN(values[row]!)) continue;
      if (owner >= 0 && values[owner] !== values[row]) return [owner, row];
      owners[column] = row;
    }
  }
  return undefined;
}

/** The text of a column in each group, fields without any aside; undefined where a group has several. */
export function textsBy({ ids, count }: Groups, { texts }: CsvColumn): readonly string[] | undefined {
  const found = new Array<string>(count).fill('');
  for (const [row, id] of ids.entries()) {
    const text = texts[row]!;
    if (text === '' || found[id] === text) continue;
    if (found[id] !== '') return undefined;
    found[id] = text;
  }
  return found;
}
