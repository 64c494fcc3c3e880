/** @file Which runs go together: those of one shape, as equally many to a process as can be, those of one activation beside each other. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { load, SMALL } from '../../../test/small-config.ts';
import { expand } from '../../config/expand.ts';
import { groupsOf } from './groups.ts';

/** The runs of an experiment, by their names. */
function grouped(most: number, ...overrides: string[]) {
  const plans = expand(load(SMALL, ...overrides));
  const nameOf = (plan: (typeof plans)[number]) => `${Object.values(plan.variant).join(',')} ${plan.run}`;
  return groupsOf(plans, most).map((group) => group.map(nameOf).join(' | '));
}

describe('groupsOf', () => {
  it('leaves each by itself, in their order', () => {
    expect(grouped(1, 'runs=2', 'variants.activation=[elu, relu]')).toEqual([
      'elu 0',
      'relu 0',
      'elu 1',
      'relu 1',
    ]);
  });

  it('puts the seeds of an activation together, then activations', () => {
    const runs = ['runs=3', 'variants.activation=[elu, relu]'];
    expect(grouped(3, ...runs)).toEqual(['elu 0 | elu 1 | elu 2', 'relu 0 | relu 1 | relu 2']);
    expect(grouped(16, ...runs)).toEqual(['elu 0 | elu 1 | elu 2 | relu 0 | relu 1 | relu 2']);
    expect(grouped(4, ...runs)).toEqual(['elu 0 | elu 1 | elu 2', 'relu 0 | relu 1 | relu 2']);
    expect(grouped(2, ...runs)).toEqual(['elu 0 | elu 1', 'relu 1 | relu 2', 'elu 2 | relu 0']);
  });

  it.each([
    ['learning rates', 'variants.learning_rate=[0.1, 0.01 to 5]'],
    ['parameters of an activation', 'variants.activation=[elu, {name: elu, alpha: 2}]'],
  ])('takes %s together', (_, variants) => expect(grouped(9, variants)).toHaveLength(1));

  it.each([
    ['widths', 'variants.hidden=[2x16, 2x17]'],
    ['batch sizes', 'variants.train.batch_size=[32, 64]'],
    ['optimisers', 'variants.optimizer.name=[sgd, adam]'],
    ['momenta', 'variants.optimizer.momentum=[0, 0.9]'],
    ['dropout', 'variants.network.dropout=[[0], [0.5]]'],
    ['engines', 'variants.engine.threads=[1, 2]'],
    ['data', 'variants.dataset.name=[mnist, cifar10]'],
    ['initialisers', 'variants.network.init=[he, glorot]'],
    ['lengths', 'variants.train.epochs=[2, 3]'],
  ])('keeps %s apart', (_, variants) => expect(grouped(9, variants)).toHaveLength(2));

  it('has every run once, and groups that differ by one run at most', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 5 }), (runs, most) => {
        const groups = grouped(most, `runs=${runs}`).map((group) => group.split(' | '));
        expect(new Set(groups.flat()).size).toBe(runs);
        const sizes = groups.map(({ length }) => length);
        expect(groups.flat()).toHaveLength(runs);
        expect(Math.max(...sizes)).toBeLessThanOrEqual(most);
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(groups).toHaveLength(Math.ceil(runs / most));
      }),
    );
  });
});
