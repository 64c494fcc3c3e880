/** @file Networks that differ in their activations become one graph, whatever activations these are, of fewer nodes than they have one by one. */
import { expect, it } from 'vitest';
import { tinySpec } from '../../../../test/tiny.ts';
import { topological } from '../../../graph/expr.ts';
import { validate } from '../../../graph/validate.ts';
import { ACTIVATIONS, type ActivationName } from '../../../network/activations.ts';
import { DEVICES } from '../devices.ts';
import { jointSteps } from './joint-steps.ts';

const FORMS = {
  dense: { hidden: [8, 6] },
  convolutional: { convolution: { batch_norm: true, dropout: [0.1], dropout_on: 'all' } },
} as const;

it.each(['dense', 'convolutional'] as const)('all activations in a %s network', (form) => {
  const names = Object.keys(ACTIVATIONS) as ActivationName[];
  const specs = names.map((name) => tinySpec({ ...FORMS[form], activation: { name }, rules: 'none' }));
  const countOf = (of: typeof specs): number => {
    const outputs = Object.values(jointSteps(of, DEVICES.cpu).step);
    validate(outputs);
    return topological(outputs).length;
  };
  const apart = specs.reduce((sum, spec) => sum + countOf([spec]), 0);
  expect(countOf(specs)).toBeLessThan(apart / 2);
});

it('all activations, with rules', () => {
  const names = Object.keys(ACTIVATIONS) as ActivationName[];
  const specs = names.map((name) => tinySpec({ activation: { name } }));
  expect(jointSteps(specs, DEVICES.cpu).runs).toEqual([names.length]);
});
