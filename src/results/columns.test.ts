/** @file Headers as files of earlier versions have them: readers, ours and others', know columns by name and place. */
import { expect, it } from 'vitest';
import { samplePlan } from '../../test/sample-plan.ts';
import { logColumns } from './columns.ts';
import { SUMMARY_COLUMNS } from './summary-columns.ts';

const LOG =
  'iteration,epoch,learning_rate,train_loss,test_loss,train_error,test_error,mean_activation,median_unit_activation,seconds';

const header = (evaluate: object): string => {
  const every = { count: 1, unit: 'epochs' } as const;
  const { experiment } = samplePlan({}, { evaluate: { every, ...evaluate } });
  return logColumns(experiment)
    .map(({ name }) => name)
    .join(',');
};

it('log.csv begins as ever', () => {
  expect(header({})).toBe(LOG);
  expect(header({ train_samples: 500 })).toBe(`${LOG},train_set_loss,train_set_error`);
  expect(header({ train_samples: 'all' })).toBe(`${LOG},train_set_loss,train_set_error`);
});

it('summary.csv begins as ever', () => {
  expect(SUMMARY_COLUMNS.map(({ name }) => name).join(',')).toBe(
    'run,seed,status,iterations,epochs,final_train_loss,final_test_loss,final_train_error,final_test_error,best_test_error,best_test_error_iteration,best_test_loss,best_test_loss_iteration,final_mean_activation,final_median_unit_activation,median_activation_variance,seconds',
  );
});
