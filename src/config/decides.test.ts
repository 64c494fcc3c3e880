/** @file Of the parts of an experiment each decides what the table says, and settings by their paths are those that a file can give. */
import { expect, it } from 'vitest';
import { samplePlan } from '../../test/sample-plan.ts';
import { deciding, leavesOf } from './decides.ts';
import { fileOf } from './resolve.ts';

const { experiment } = samplePlan(
  {},
  { paper: { claims: [] }, evaluate: { every: { count: 2, unit: 'epochs' } } },
);
const paths = (...what: Parameters<typeof deciding>[1]) => [
  ...leavesOf(deciding(fileOf(experiment), what)).keys(),
];

it('takes an experiment apart, part by part', () => {
  expect(paths('training')).toEqual([
    'dataset.name',
    'dataset.shuffle',
    'network.hidden',
    'network.activation.name',
    'network.activation.alpha',
    'network.init',
    'objective',
    'optimizer.name',
    'optimizer.learning_rate',
    'optimizer.momentum',
    'optimizer.weight_decay',
    'train.batch_size',
    'train.epochs',
    'probe.samples',
  ]);
  expect(paths('record')).toEqual([
    'seed',
    'evaluate.every',
    'probe.per_unit',
    'probe.medians',
    'engine.threads',
    'engine.rules',
  ]);
  const all = [...leavesOf(fileOf(experiment)).keys()];
  expect(paths('training', 'record', 'nothing').toSorted()).toEqual(all.toSorted());
});

it('takes lists for values', () => {
  const settings = leavesOf({ a: { b: [1, { c: 2 }], d: null }, e: 'f' });
  expect([...settings]).toEqual([
    ['a.b', [1, { c: 2 }]],
    ['a.d', null],
    ['e', 'f'],
  ]);
});
