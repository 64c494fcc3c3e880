/** @file The chart export of W&B: `Step`, and for each run a column `run - metric` with `run - metric__MIN` and `__MAX` beside it. */
import { rankAs } from '../column-names.ts';
import type { PlainTable } from './plain-table.ts';
import type { CsvColumn, CsvTable } from './table.ts';

interface Series {
  readonly run: string;
  readonly metric: string;
  readonly column: CsvColumn;
}

/** The smallest and largest of the values that one point of the chart stands for. */
const EXTREMES = /__(MIN|MAX)$/i;

/** A row for each point of each run, its name in a column `variant`; and the axis that counts them; undefined for a table in another form. */
export function chartForm(table: CsvTable): PlainTable | undefined {
  const names = [...table.columns.keys()];
  const isSeries = (name: string) => name.includes(' - ');
  const axes = names.filter((name) => !isSeries(name));
  if (axes.length !== 1 || names.length < 2) return undefined;
  const [axis] = axes as [string];
  const isStep = rankAs('step', axis) >= 0 || /time/i.test(axis);
  if (!isStep || !table.columns.get(axis)!.numbers) return undefined;
  const series = names.filter((name) => isSeries(name) && !EXTREMES.test(name)).map(seriesOf(table));
  const runs = [...new Set(series.map(({ run }) => run))];
  const metrics = [...new Set(series.map(({ metric }) => metric))].filter((name) => rankAs('step', name) < 0);
  // A point of the axis that a run has no value at is not a row of it.
  const rows = runs.flatMap((run) => {
    const own = series.filter((one) => one.run === run && metrics.includes(one.metric));
    return Array.from({ length: table.rows }, (_, row) => row)
      .filter((row) => own.some(({ column }) => column.texts[row] !== ''))
      .map((row) => ({ run, row }));
  });
  const taken = (column: (run: string) => CsvColumn | undefined): CsvColumn => ({
    texts: rows.map(({ run, row }) => column(run)?.texts[row] ?? ''),
    numbers: Float64Array.from(rows, ({ run, row }) => column(run)?.numbers?.[row] ?? Number.NaN),
  });
  const columns = new Map<string, CsvColumn>([
    ['variant', { texts: rows.map(({ run }) => run), numbers: undefined }],
    [axis, taken(() => table.columns.get(axis))],
    ...metrics.map((metric): [string, CsvColumn] => [
      metric,
      taken((run) => series.find((one) => one.run === run && one.metric === metric)?.column),
    ]),
  ]);
  const numberOf = (row: number) => table.numberOf(rows[row]!.row);
  return { table: { ...table, columns, rows: rows.length, numberOf }, form: 'a W&B chart', step: axis };
}

/** The last ` - ` ends the name of the run, which may hold others. */
const seriesOf =
  ({ columns }: CsvTable) =>
  (name: string): Series => {
    const at = name.lastIndexOf(' - ');
    return { run: name.slice(0, at).trim(), metric: name.slice(at + 3).trim(), column: columns.get(name)! };
  };
