/** @file Lines of progress at 60, 80 and 120 columns, laid out by hand; and at any width, that none is too wide and what matters is there. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samplePlan } from '../../../test/sample-plan.ts';
import type { RunPlan } from '../../config/experiment.ts';
import type { LogRow } from '../../results/run-columns.ts';
import type { Progress } from '../../training/messages.ts';
import { widthOf } from '../terminal/text-width.ts';
import { endLines, labelsOf, runLine, sweepLine } from './bar-text.ts';

const planOf = (variant: Readonly<Record<string, string>>, run = 0): RunPlan =>
  samplePlan({
    variant,
    run,
    variantName: Object.entries(variant)
      .map((pair) => pair.join('='))
      .join(','),
  });
const plan = planOf({ activation: 'lrelu' });
const grid = planOf({ activation: 'elu', learning_rate: '0.001' });
const PLACE: Progress = {
  phase: 'training',
  iteration: 500,
  total: 2000,
  epoch: 1.25,
  loss: 0.12345,
  error: 0.0312,
  msPerStep: 0.654,
};

const line = (of: RunPlan, columns: number, place: Parameters<typeof runLine>[1] = PLACE): string =>
  runLine(of, place, 65, labelsOf([of]), columns);

describe('a running run', () => {
  it.each([
    [
      130,
      'activation=lrelu run 0 █████░░░░░░░░░░░░░░░  25 %  epoch 1.25    loss 0.1235     error 3.12 %   0.65 ms/step  ETA 1 min 05 s',
    ],
    [
      120,
      'activation=lrelu run 0 █████░░░░░░░░░░░░░░░  25 %  epoch 1.25    loss 0.1235     error 3.12 %   ETA 1 min 05 s',
    ],
    [100, 'activation=lrelu run 0 ██░░░░░░░░  25 %  epoch 1.25    error 3.12 %   ETA 1 min 05 s'],
    [80, 'lrelu run 0 ██░░░░░░░░  25 %  epoch 1.25    error 3.12 %   ETA 1 min 05 s'],
    [60, 'lrelu run 0  25 %  error 3.12 %   ETA 1 min 05 s'],
  ])('in %i columns', (columns, text) => expect(line(plan, columns)).toBe(text));

  it('keeps error and time left of a grid, too', () => {
    expect(line(grid, 80)).toBe(
      'elu,0.001 run 0 ██░░░░░░░░  25 %  epoch 1.25    error 3.12 %   ETA 1 min 05 s',
    );
    expect(line(grid, 60)).toBe('elu,0.001 run 0  25 %  error 3.12 %   ETA 1 min 05 s');
  });

  it('shortens a very long name in its middle', () => {
    const long = planOf({ 'network.stacks': '1x192x5-1x192x1-1x240x3-1x240x1', dropout: '0-0.1-0.2' }, 12);
    expect(line(long, 60)).toBe('1x192x5-1x…0.2 run 12  25 %  error 3.12 %   ETA 1 min 05 s');
  });

  it('shows the loss where there is no error', () => {
    const autoencoder = samplePlan({ variantName: 'activation=elu' }, { objective: 'mean_squared_error' });
    const { error: _, ...place } = PLACE;
    expect(line(autoencoder, 60, place)).toBe('elu run 0  25 %  epoch 1    loss 0.1235     ETA 1 min 05 s');
  });

  it('is whole with figures that are wider than most', () => {
    const wide: Progress = { ...PLACE, iteration: 1999, epoch: 12345.5, error: 1 };
    const text = runLine(grid, wide, 450_000, labelsOf([grid]), 80);
    expect(text).toBe('elu,0.001 run 0  99 %  epoch 12345.50  error 100.00 %  ETA 125 h 00 min');
  });

  it('says what it does before its first steps, in the same column', () => {
    expect(line(plan, 80, 'starting')).toBe('lrelu run 0 starting');
    expect(line(plan, 60, { stage: 'fitting the whitening', done: 0.4 })).toBe(
      'lrelu run 0 fitting the whitening, 40 %',
    );
    expect(line(plan, 60, { stage: 'x'.repeat(99) })).toBe(`lrelu run 0 ${'x'.repeat(46)}…`);
    const first: Progress = { phase: 'evaluating', iteration: 0, total: 2000, epoch: 0 };
    expect(runLine(plan, first, Number.NaN, labelsOf([plan]), 80)).toBe(
      'lrelu run 0 ░░░░░░░░░░   0 %  epoch 0.00                   ETA ?',
    );
  });
});

it.each([
  [120, '12 of 80 runs done, 1 failed  ███░░░░░░░░░░░░░░░░░ 17 %  about 1 h 05 min left'],
  [80, '12 of 80 runs done, 1 failed  ███░░░░░░░░░░░░░░░░░ 17 %  about 1 h 05 min left'],
  [70, '12 of 80 runs done, 1 failed  █░░░░░░░░░ 17 %  about 1 h 05 min left'],
  [60, '12 of 80 runs done, 1 failed, about 1 h 05 min left'],
])('a sweep in %i columns', (columns, text) => {
  const state = { runs: 80, ended: { done: 12, failed: 1 }, fraction: 0.175, secondsLeft: 3900 };
  expect(sweepLine(state, columns)).toBe(text);
});

const ROW: LogRow = {
  iteration: 9,
  epoch: 1,
  learning_rate: 1,
  train_loss: 0.5,
  test_loss: 0.1354,
  test_error: 0.0385,
  seconds: 65,
};

describe('a run that has ended', () => {
  it.each([
    [
      120,
      '[12/80] activation=elu,learning_rate=0.001 run 0: done in 1 min 05 s, test loss 0.1354, test error 3.85 %',
    ],
    [100, '[12/80] activation=elu,learning_rate=0.001 run 0: done in 1 min 05 s, test error 3.85 %'],
    [80, '[12/80] elu,0.001 run 0: done in 1 min 05 s, test error 3.85 %'],
    [60, '[12/80] elu,0.001 run 0: done, test error 3.85 %'],
  ])('in %i columns', (columns, text) => {
    expect(endLines(grid, { status: 'done' }, ROW, '[12/80] ', columns)).toEqual([text]);
  });

  it('says why it is not done, below', () => {
    const message = 'the training loss became Infinity at iteration 12, learning rate 10.';
    expect(endLines(plan, { status: 'diverged', message }, undefined, '', 60)).toEqual([
      'activation=lrelu run 0: diverged',
      '    the training loss became Infinity at iteration 12,',
      '    learning rate 10.',
    ]);
  });
});

it('no line is too wide from 60 columns on, whatever the names; error, time left and the run are in it', () => {
  const value = fc.string({ unit: fc.constantFrom(...'ab01.-変'.split('')), minLength: 1, maxLength: 50 });
  const variant = fc.dictionary(fc.constantFrom('activation', 'learning_rate', 'network.stacks'), value, {
    minKeys: 1,
  });
  fc.assert(
    fc.property(variant, fc.nat(99), fc.integer({ min: 60, max: 200 }), (values, run, columns) => {
      const of = planOf(values, run);
      const running = line(of, columns);
      expect(widthOf(running)).toBeLessThan(columns);
      expect(running).toContain('error 3.12 %');
      expect(running).toContain('ETA 1 min 05 s');
      expect(running).toMatch(new RegExp(`${String(run % 10)} `));
      const ended = endLines(of, { status: 'done' }, ROW, '[12/80] ', columns);
      expect(ended).toHaveLength(1);
      expect(widthOf(ended[0]!)).toBeLessThan(columns);
      expect(ended[0]).toContain('test error 3.85 %');
    }),
  );
});
