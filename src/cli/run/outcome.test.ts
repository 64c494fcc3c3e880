/** @file Figures of variants: means and deviations by hand, and what the table says where some are missing. */
import { expect, it } from 'vitest';
import { samplePlan } from '../../../test/sample-plan.ts';
import type { RunPlan } from '../../config/experiment.ts';
import type { RunEnd } from '../../training/messages.ts';
import { byVariant, type RunOutcome, spread } from './outcome.ts';
import { outcomeJson, outcomeTable, troubles } from './outcome-text.ts';

const outcome = (variantName: string, run: number, changes: Partial<RunOutcome> = {}): RunOutcome => ({
  variant: { activation: variantName },
  variantName,
  run,
  status: 'done',
  message: undefined,
  folder: `results/${variantName}/run-${run}`,
  test_error: 0.03,
  test_loss: 0.1,
  median_unit_activation: 0.25,
  seconds: 10,
  ...changes,
});

const runs = [
  outcome('elu', 0, { test_error: 0.02 }),
  outcome('relu', 0),
  outcome('elu', 1, { test_error: 0.04, seconds: 14 }),
  outcome('relu', 1, { status: 'diverged', test_error: Number.NaN }),
  outcome('relu', 2, { status: undefined, test_error: undefined }),
];

it('takes the sample standard deviation', () => {
  // Python: statistics.mean and statistics.stdev of [2, 4, 4, 4, 5, 5, 7, 9] are 5 and 2.138089935299395.
  expect(spread([2, 4, 4, 4, 5, 5, 7, 9])).toEqual({ n: 8, mean: 5, sd: 2.138089935299395 });
  expect(spread([3])).toEqual({ n: 1, mean: 3, sd: undefined });
  expect(spread([])).toBeUndefined();
});

it('lines the variants up, and counts only runs that are done', () => {
  expect(outcomeTable(byVariant(runs))).toBe(
    [
      'variant  runs                             test error %  test loss        |median unit activation|  seconds',
      'elu      2                                3.00 ± 1.41   0.1000 ± 0.0000  0.2500 ± 0.0000           12.0 ± 2.8',
      'relu     1 of 3, 1 diverged, 1 not begun  3.00          0.1000           0.2500                    10.0',
      '',
    ].join('\n'),
  );
});

it('fits a terminal: names are values alone, then columns go on below', () => {
  const named = byVariant(runs).map((one) => ({ ...one, variantName: `activation=${one.variantName}` }));
  expect(outcomeTable(named, 107).split('\n')).toEqual([
    'activation  runs                             test error   test loss        |median unit     seconds',
    '                                             %                             activation|',
    'elu         2                                3.00 ± 1.41  0.1000 ± 0.0000  0.2500 ± 0.0000  12.0 ± 2.8',
    'relu        1 of 3, 1 diverged, 1 not begun  3.00         0.1000           0.2500           10.0',
    '',
  ]);
  for (const columns of [60, 80, 100])
    for (const line of outcomeTable(named, columns).split('\n'))
      expect(line.length).toBeLessThanOrEqual(columns);
});

it('leaves out a figure that nobody has', () => {
  const unlabelled = [outcome('elu', 0, { test_error: undefined })];
  expect(outcomeTable(byVariant(unlabelled))).not.toContain('error');
});

it('gives the same facts as JSON, null where one is not known', () => {
  const facts = {
    experiment: 'x',
    folder: 'results/x',
    summary: 's.csv',
    engine: 'onnx',
    device: 'cpu',
    exitCode: 1,
  };
  const json = JSON.parse(outcomeJson(facts, runs, byVariant(runs)));
  expect(json).toMatchObject({ version: 1, exit_code: 1, experiment: 'x' });
  expect(json.variants[1]).toMatchObject({
    name: 'relu',
    runs: 3,
    done: 1,
    test_error: { n: 1, mean: 0.03, sd: null },
  });
  expect(json.runs[4]).toMatchObject({ name: 'relu', run: 2, status: null, test_error: null });
});

it('tells each reason once', () => {
  const failed: RunEnd = { status: 'failed', message: 'no data' };
  const ends = new Map<RunPlan, RunEnd>([
    [samplePlan({ run: 0 }), failed],
    [samplePlan({ run: 1 }), { status: 'done' }],
    [samplePlan({ run: 2 }), failed],
    [samplePlan({ run: 3 }), { status: 'diverged', message: 'NaN' }],
  ]);
  expect(troubles(ends)).toEqual([
    'activation=elu run 0 and 1 more failed: no data',
    'activation=elu run 3 diverged: NaN',
  ]);
});
