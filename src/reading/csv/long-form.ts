/** @file Long form: a column that names the metric and one that has its value, as MLflow, TensorBoard's readers and our own export write it. */
import { isTimeName, plainName, rankAs } from '../column-names.ts';
import { type Groups, groupRows } from './row-groups.ts';
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
export function longForm(table: CsvTable): CsvTable | undefined {
  const key = find(table, KEYS, ({ numbers }) => numbers === undefined);
  const value = find(table, VALUES, ({ numbers }) => numbers !== undefined);
  if (!key || !value) return undefined;
  return spread(table, key[0], [value[0]], (name) => name);
}

/** `loss` of rows with `phase` train and val becomes train_loss and val_loss; undefined where no column holds splits alone. */
export function withSplits(table: CsvTable): CsvTable | undefined {
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
}

/** Rows that are alike in all but the key, the values and the time become one, with a column for each key of each value. */
function spread(
  table: CsvTable,
  key: string,
  values: readonly string[],
  nameOf: (key: string, value: string) => string,
): CsvTable {
  const shared = [...table.columns].filter(
    ([name]) => name !== key && !values.includes(name) && !isTimeName(name),
  );
  const keys = table.columns.get(key)!.texts;
  const joined = joinedRows(
    groupRows(
      table,
      shared.map(([name]) => name),
    ),
    keys,
  );
  const { sources } = joined;
  const columns = new Map<string, CsvColumn>(
    shared.map(([name, { texts, numbers, ...more }]) => [
      name,
      {
        texts: sources.map((row) => texts[row]!),
        numbers: numbers && Float64Array.from(sources, (row) => numbers[row]!),
        ...more,
      },
    ]),
  );
  const spreading = values.flatMap((value) => [
    ...spreadColumn(table.columns.get(value)!, keys, joined, (one) => nameOf(one, value)),
  ]);
  for (const [name, column] of spreading.sort(([a], [b]) => (a < b ? -1 : 1)))
    if (!columns.has(name)) columns.set(name, column);
  return { ...table, columns, rows: sources.length, numberOf: (row) => table.numberOf(sources[row]!) };
}

/** New rows of old ones. */
interface JoinedRows {
  /** The old row that each new one has what is shared from. */
  readonly sources: readonly number[];
  /** The new row of each old one. */
  readonly places: Int32Array;
}

/** A row for each group; a value that comes twice for one place is left to the rows below, so that two runs in one are noticed. */
function joinedRows({ ids, count }: Groups, keys: readonly string[]): JoinedRows {
  const first = new Int32Array(count).fill(-1);
  for (const [row, id] of ids.entries()) if (first[id] === -1) first[id] = row;
  const extra: number[] = [];
  const taken = new Set<string>();
  const places = Int32Array.from(ids, (id, row) => {
    const own = `${id} ${keys[row]}`;
    if (!taken.has(own)) {
      taken.add(own);
      return id;
    }
    extra.push(row);
    return count + extra.length - 1;
  });
  return { sources: [...first, ...extra], places };
}

/** A column for each key, of the values that stand beside it. */
function spreadColumn(
  { texts, numbers }: CsvColumn,
  keys: readonly string[],
  { sources, places }: JoinedRows,
  nameOf: (key: string) => string,
): ReadonlyMap<string, CsvColumn> {
  const columns = new Map<string, { readonly texts: string[]; readonly numbers: Float64Array }>();
  for (const [row, key] of keys.entries()) {
    if (key === '') continue;
    const name = nameOf(key);
    const column = columns.get(name) ?? {
      texts: new Array<string>(sources.length).fill(''),
      numbers: new Float64Array(sources.length).fill(Number.NaN),
    };
    columns.set(name, column);
    column.texts[places[row]!] = texts[row]!;
    column.numbers[places[row]!] = numbers![row]!;
  }
  return columns;
}
