/** @file Long form: a column that names the metric and one that has its value, as MLflow, TensorBoard's readers and our own export write it. */
import { isTimeName, plainName, rankAs } from '../column-names.ts';
import { groupRows } from './row-groups.ts';
import type { CsvColumn, CsvTable } from './table.ts';

/** What the column is called that names the metric. */
const KEYS: readonly string[] = ['metric', 'metric_name', 'key', 'tag', 'variable', 'measure'];
const VALUES: readonly string[] = ['value', 'values', 'metric_value'];
/** What the column is called that says of which data a row is, and what it holds. */
const SPLIT_NAMES: readonly string[] = [
  'split',
  'phase',
  'mode',
  'stage',
  'set',
  'subset',
  'dataset',
  'partition',
];
const SPLITS: ReadonlySet<string> = new Set(
  'train training val valid validation dev test testing eval evaluation'.split(' '),
);

const find = ({ columns }: CsvTable, names: readonly string[], holds: (column: CsvColumn) => boolean) =>
  [...columns].find(([name, column]) => names.includes(plainName(name)) && holds(column));

/** A row for all values of one step of one run; undefined for a table in another form. */
export const longForm = (table: CsvTable): CsvTable | undefined => {
  const key = find(table, KEYS, ({ numbers }) => numbers === undefined);
  const value = find(table, VALUES, ({ numbers }) => numbers !== undefined);
  if (!key || !value) return undefined;
  return spread(table, key[0], [value[0]], (name) => name);
};

/** `loss` of rows with `phase` train and val becomes train_loss and val_loss; undefined where no column holds splits alone. */
export const withSplits = (table: CsvTable): CsvTable | undefined => {
  const split = find(table, SPLIT_NAMES, ({ texts }) => {
    const all = new Set(texts.map((text) => text.toLowerCase()));
    return all.size > 1 && [...all].every((text) => SPLITS.has(text));
  });
  if (!split) return undefined;
  const measured = [...table.columns]
    .filter(
      ([name, { numbers }]) =>
        numbers && !isTimeName(name) && rankAs('step', name) < 0 && rankAs('run', name) < 0,
    )
    .map(([name]) => name);
  return spread(table, split[0], measured, (name, column) => `${name.toLowerCase()}_${column}`);
};

/** Rows that are alike in all but the key, the values and the time become one, with a column for each key of each value. */
const spread = (
  table: CsvTable,
  key: string,
  values: readonly string[],
  nameOf: (key: string, value: string) => string,
): CsvTable => {
  const shared = [...table.columns].filter(
    ([name]) => name !== key && !values.includes(name) && !isTimeName(name),
  );
  const { ids, count } = groupRows(
    table,
    shared.map(([name]) => name),
  );
  const first = new Int32Array(count).fill(-1);
  for (const [row, id] of ids.entries()) if (first[id] === -1) first[id] = row;
  const keys = table.columns.get(key)!.texts;
  // A value that comes twice for one place is left to the rows below, so that two runs in one are noticed.
  const extra: number[] = [];
  const taken = new Set<string>();
  const place = Int32Array.from(ids, (id, row) => {
    const own = `${id} ${keys[row]}`;
    if (!taken.has(own)) {
      taken.add(own);
      return id;
    }
    extra.push(row);
    return count + extra.length - 1;
  });
  const source = [...first, ...extra];
  const columns = new Map<string, CsvColumn>(
    shared.map(([name, { texts, numbers, ...more }]) => [
      name,
      {
        texts: source.map((row) => texts[row]!),
        numbers: numbers && Float64Array.from(source, (row) => numbers[row]!),
        ...more,
      },
    ]),
  );
  const spreading = new Map<string, { readonly texts: string[]; readonly numbers: Float64Array }>();
  for (const value of values) {
    const { texts, numbers } = table.columns.get(value)!;
    for (let row = 0; row < table.rows; row++) {
      if (keys[row] === '') continue;
      const name = nameOf(keys[row]!, value);
      const column = spreading.get(name) ?? {
        texts: new Array<string>(source.length).fill(''),
        numbers: new Float64Array(source.length).fill(Number.NaN),
      };
      spreading.set(name, column);
      column.texts[place[row]!] = texts[row]!;
      column.numbers[place[row]!] = numbers![row]!;
    }
  }
  for (const [name, column] of [...spreading].sort(([a], [b]) => (a < b ? -1 : 1)))
    if (!columns.has(name)) columns.set(name, column);
  return {
    ...table,
    columns,
    rows: source.length,
    numberOf: (row) => table.numberOf(source[row]!),
  };
};
