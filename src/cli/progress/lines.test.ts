/** @file Plain progress: the words, and how seldom they come. */
import { expect, it } from 'vitest';
import { samplePlan } from '../../../test/sample-plan.ts';
import type { LogRow } from '../../results/run-columns.ts';
import { lines } from './lines.ts';

const row = (iteration: number, seconds: number): LogRow => ({
  iteration,
  epoch: iteration / 100,
  learning_rate: 0.01,
  ...(iteration > 0 && { train_loss: 0.5, train_error: 0.25 }),
  test_loss: 0.123456,
  test_error: 0.0312,
  seconds,
});

/** What is written of 1,000 steps that take this long in all, an evaluation a step. */
function written(seconds: number): string[] {
  const texts: string[] = [];
  let clock = 0;
  const plan = samplePlan();
  const reporter = lines({
    plans: [plan, samplePlan({ run: 1 })],
    jobs: 1,
    write: (text) => void texts.push(text),
    now: () => clock * 1000,
  });
  reporter.start(plan);
  for (let step = 0; step <= 1000; step++) {
    clock = (step / 1000) * seconds;
    reporter.progress(plan, { phase: 'training', iteration: step, total: 1000, epoch: step / 100 });
    reporter.row(plan, row(step, clock));
  }
  reporter.end(plan, { status: 'done', iteration: 1000 });
  reporter.close();
  return texts;
}

it('says of a short run only how it ended', () => {
  expect(written(20)).toEqual([
    '[1/2] activation=elu run 0: done in 20.0 s, train loss 0.5000, test loss 0.1235, test error 3.12 %\n',
  ]);
});

it('says at most every 30 seconds where a long run is, and every minute where all are', () => {
  const texts = written(100);
  expect(texts).toHaveLength(5);
  // 0.6 of a run took a minute: 0.4 and 1 are left.
  expect(texts[1]).toBe('0 of 2 runs done, about 2 min 20 s left\n');
  expect(texts[0]).toBe(
    'activation=elu run 0: iteration 300 of 1000, epoch 3.00, train loss 0.5000, test loss 0.1235, test error 3.12 %, 1 min 10 s left\n',
  );
});

it('says what takes long before the first step, each thing when it begins and then every 30 seconds', () => {
  const texts: string[] = [];
  let seconds = 0;
  const plan = samplePlan();
  const reporter = lines({
    plans: [plan],
    jobs: 1,
    write: (text) => void texts.push(text),
    now: () => seconds * 1000,
  });
  reporter.start(plan);
  reporter.preparing(plan, { stage: 'waiting' });
  for (; seconds <= 70; seconds++) reporter.preparing(plan, { stage: 'fitting', done: seconds / 70 });
  const label = 'activation=elu run 0';
  expect(texts).toEqual([
    `${label}: waiting\n`,
    `${label}: fitting, 0 %\n`,
    `${label}: fitting, 42 %\n`,
    `${label}: fitting, 85 %\n`,
  ]);
});

it('writes no control characters', () => {
  expect(written(1000).join('')).toMatch(/^[\n\x20-\x7e]*$/);
});
