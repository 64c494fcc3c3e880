/** @file Words for runs and times. */
import { expect, it } from 'vitest';
import { endText, endTexts, preparingText, runLabel, shortLabel, sweepText } from './run-text.ts';

it('names a run by its variant, if there are any', () => {
  expect(runLabel({ variant: { activation: 'elu' }, variantName: 'activation=elu', run: 2 })).toBe(
    'activation=elu run 2',
  );
  expect(runLabel({ variant: {}, variantName: 'default', run: 0 })).toBe('run 0');
});

it('names it by values alone where there is little room', () => {
  const variant = { activation: 'elu', learning_rate: '0.01' };
  expect(shortLabel({ variant, run: 2 })).toBe('elu,0.01 run 2');
  expect(shortLabel({ variant: {}, run: 0 })).toBe('run 0');
});

it('says what is done before a run', () => {
  expect(preparingText({ stage: 'fitting the whitening' })).toBe('fitting the whitening');
  expect(preparingText({ stage: 'fitting the whitening', done: 0.409 })).toBe('fitting the whitening, 40 %');
});

it('says how far a sweep is', () => {
  const state = { runs: 80, fraction: 0.2, secondsLeft: 3900 };
  expect(sweepText({ ...state, ended: { done: 12, failed: 1, diverged: 2 } })).toBe(
    '12 of 80 runs done, 1 failed, 2 diverged, about 1 h 05 min left',
  );
  expect(sweepText({ ...state, ended: {}, secondsLeft: undefined })).toBe('0 of 80 runs done');
});

it('says how a run ended, with its figures if it has any', () => {
  const row = { iteration: 5, epoch: 1, learning_rate: 1, train_loss: Number.NaN, seconds: 3 };
  expect(endText({ status: 'failed' }, undefined)).toBe('failed');
  expect(endText({ status: 'diverged' }, row)).toBe('diverged after 3.0 s, train loss NaN');
  expect(endText({ status: 'failed', message: 'the disk is full.' }, undefined)).toBe(
    'failed: the disk is full.',
  );
});

it('says it in fewer words, the error last of all', () => {
  const row = {
    iteration: 5,
    epoch: 1,
    learning_rate: 1,
    train_loss: 0.5,
    test_loss: 0.25,
    test_error: 0.0312,
    seconds: 65,
  };
  expect(endTexts({ status: 'done' }, row)).toEqual([
    'done in 1 min 05 s, train loss 0.5000, test loss 0.2500, test error 3.12 %',
    'done in 1 min 05 s, test loss 0.2500, test error 3.12 %',
    'done in 1 min 05 s, test error 3.12 %',
    'done, test error 3.12 %',
    'done',
  ]);
  const { test_error, ...autoencoder } = row;
  expect(endTexts({ status: 'done' }, autoencoder).at(-2)).toBe('done, test loss 0.2500');
});

it('says why a run is not done', () => {
  expect(endText({ status: 'failed', message: 'no data.' }, undefined)).toBe('failed: no data.');
});
