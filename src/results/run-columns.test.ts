/** @file Headers as files of earlier versions have them: readers, ours and others', know columns by name and place. */
import { expect, it } from 'vitest';
import { samplePlan } from '../../test/sample-plan.ts';
import { logColumns } from './run-columns.ts';
import { isSummaryColumn, keyColumns, SUMMARY_COLUMNS, type SummaryRow } from './summary-columns.ts';

const LOG =
  'iteration,epoch,learning_rate,train_loss,test_loss,train_error,test_error,mean_activation,median_unit_activation,seconds';

function header(evaluate: object): string {
  const every = { count: 1, unit: 'epochs' } as const;
  const { experiment } = samplePlan({}, { evaluate: { every, ...evaluate } });
  return logColumns(experiment)
    .map(({ name }) => name)
    .join(',');
}

it('log.csv begins as ever', () => {
  expect(header({})).toBe(LOG);
  expect(header({ train_samples: 500 })).toBe(`${LOG},train_set_loss,train_set_error`);
  expect(header({ train_samples: 'all' })).toBe(`${LOG},train_set_loss,train_set_error`);
});

it('what is asked for comes last', () => {
  expect(header({ top: 5 })).toBe(`${LOG},test_top5_error`);
  expect(header({ top: 3, train_samples: 500 })).toBe(
    `${LOG},train_set_loss,train_set_error,test_top3_error,train_set_top3_error`,
  );
});

it('summary.csv begins as ever', () => {
  expect(SUMMARY_COLUMNS.map(({ name }) => name).join(',')).toBe(
    'run,seed,status,iterations,epochs,final_train_loss,final_test_loss,final_train_error,final_test_error,best_test_error,best_test_error_iteration,best_test_loss,best_test_loss_iteration,final_mean_activation,final_median_unit_activation,median_activation_variance,seconds',
  );
});

it('summary.csv has last and best figures of what some run was asked for', () => {
  const row = (...columns: string[]) => ({
    figures: { last: Object.fromEntries(columns.map((name) => [name, 1])), best: {} },
  });
  const names = (rows: readonly object[]) => keyColumns(rows as SummaryRow[]).map(({ name }) => name);
  expect(names([row('test_error', 'train_set_error'), { figures: undefined }])).toEqual([]);
  const asked = names([row('test_error'), row('test_top5_error', 'train_set_top5_error')]);
  expect(asked).toEqual(['final_test_top5_error', 'best_test_top5_error', 'best_test_top5_error_iteration']);
  for (const name of asked) expect(isSummaryColumn(name)).toBe(true);
  for (const name of [
    'final_test_top_error',
    'final_top5_error',
    'test_top5_error',
    'final_test_top05_error',
  ])
    expect(isSummaryColumn(name)).toBe(false);
});
