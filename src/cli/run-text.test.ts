/** @file Words for runs and times. */
import { expect, it } from 'vitest';
import { duration, endText, progressText, runLabel } from './run-text.ts';

it.each([
  [0, '0.0 s'],
  [59.94, '59.9 s'],
  [59.96, '1 min 00 s'],
  [245, '4 min 05 s'],
  [3599.6, '1 h 00 min'],
  [11_220, '3 h 07 min'],
])('%d seconds are %s', (seconds, words) => expect(duration(seconds)).toBe(words));

it('names a run by its variant, if there are any', () => {
  expect(runLabel({ variant: { activation: 'elu' }, variantName: 'activation=elu', run: 2 })).toBe(
    'activation=elu run 2',
  );
  expect(runLabel({ variant: {}, variantName: 'default', run: 0 })).toBe('run 0');
});

it('says where a run is', () => {
  const at = { iteration: 5, total: 10, epoch: 1.25 };
  expect(progressText({ phase: 'evaluating', ...at })).toBe('epoch 1.25, evaluating');
  expect(progressText({ phase: 'training', ...at, loss: 0.12345, error: 0.0312, msPerStep: 0.654 })).toBe(
    'epoch 1.25, loss 0.1235, error 3.12 %, 0.65 ms/step',
  );
});

it('says how a run ended, with its figures if it has any', () => {
  const row = { iteration: 5, epoch: 1, learningRate: 1, trainLoss: Number.NaN, seconds: 3 };
  expect(endText({ status: 'failed' }, undefined)).toBe('failed');
  expect(endText({ status: 'diverged' }, row)).toBe('diverged after 3.0 s, train loss NaN');
  expect(endText({ status: 'failed', message: 'the disk is full.' }, undefined)).toBe(
    'failed: the disk is full.',
  );
});
