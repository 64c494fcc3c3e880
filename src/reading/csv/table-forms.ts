/** @file TABLE of the forms in which programs write runs, and how each becomes a plain table: a row a step or a run, a column a metric. */
import { longForm, withSplits } from './long-form.ts';
import { exportForm, summaryForm } from './own-tables.ts';
import type { PlainTable } from './plain-table.ts';
import { mlflowRuns, wandbRuns } from './run-tables.ts';
import { stepWithinEpoch } from './step-within-epoch.ts';
import type { CsvTable } from './table.ts';
import { chartForm } from './wandb-chart.ts';

/** Undefined where a table is not of this form. */
type Form = (table: CsvTable) => PlainTable | undefined;

/** A form that says no more than what it is called. */
const called =
  (form: string, plain: (table: CsvTable) => CsvTable | undefined): Form =>
  (table) => {
    const found = plain(table);
    return found && { table: found, form };
  };

/** The first that a table has is its form. */
export const FORMS: Readonly<Record<string, Form>> = {
  'our summary.csv': summaryForm,
  'our export --csv': exportForm,
  'MLflow, a row a run': mlflowRuns,
  'W&B, a row a run': wandbRuns,
  'W&B, a chart': chartForm,
  'a step within an epoch': stepWithinEpoch,
  'a row a value': called('a row a value', longForm),
  'a row a split': called('a row a split', withSplits),
};

/** The table in the first form that it has, or as it is. */
export function plainTable(table: CsvTable): PlainTable {
  for (const form of Object.values(FORMS)) {
    const plain = form(table);
    if (plain) return plain;
  }
  return { table };
}
