/** @file Tables with a row a run, as MLflow and W&B export them. */
import { isTimeName, rankAs } from '../column-names.ts';
import { columnNamed, namesOf, type PlainTable, without } from './plain-table.ts';
import type { CsvTable } from './table.ts';

/** MLflow's: parameters, metrics and tags by their prefixes; undefined for a table in another form. */
export function mlflowRuns(table: CsvTable): PlainTable | undefined {
  const beginning = (prefix: string) =>
    namesOf(table).filter((name) => name.toLowerCase().startsWith(prefix));
  const params = beginning('params.');
  if (beginning('metrics.').length === 0 || columnNamed(table, 'run_id') === undefined) return undefined;
  const title = namesOf(table).find((name) => name.toLowerCase() === 'tags.mlflow.runname');
  const columns = new Map(without(table, (name) => name.toLowerCase().startsWith('tags.')).columns);
  if (title !== undefined) columns.set('run_name', table.columns.get(title)!);
  const varied = params.filter((name) => rankAs('run', name) < 0 && changes(table, name)).sort();
  return {
    table: { ...table, columns },
    form: 'MLflow’s table of runs',
    ...(varied.length > 0 && { varied }),
  };
}

const changes = ({ columns }: CsvTable, name: string): boolean => new Set(columns.get(name)!.texts).size > 1;

/** W&B's: a name, a state, and something of when or by whom; undefined for a table in another form. */
export function wandbRuns(table: CsvTable): PlainTable | undefined {
  const [title, state] = [columnNamed(table, 'name'), columnNamed(table, 'state')];
  if (title === undefined || state === undefined) return undefined;
  if (columnNamed(table, 'created', 'runtime', 'sweep', 'user') === undefined) return undefined;
  return { table: without(table, isTimeName), form: 'W&B’s table of runs', title };
}
