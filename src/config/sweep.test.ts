import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { load, messageOf, OPEN } from '../../test/small-config.ts';
import { expand } from './expand.ts';
import { sweepOverrides } from './sweep.ts';

describe('sweepOverrides', () => {
  it.each([
    ['activation=elu,relu', 'variants.activation=[elu,relu]'],
    ['activation={ name: elu, alpha: 0.5 }, relu', 'variants.activation=[{ name: elu, alpha: 0.5 }, relu]'],
    ['learning_rate="0.1 to 5, 0.01 to 9",0.1', 'variants.learning_rate=["0.1 to 5, 0.01 to 9",0.1]'],
    ['momentum=range(0,0.9,0.3)', 'variants.momentum=[0,0.3,0.6,0.9]'],
    ['batch_size=range(3, 1, -1)', 'variants.batch_size=[3,2,1]'],
    ['learning_rate=range(1e-5,0.01,*10)', 'variants.learning_rate=[0.00001,0.0001,0.001,0.01]'],
    ['learning_rate=range(0.1,0.001,*0.1)', 'variants.learning_rate=[0.1,0.01,0.001]'],
    ['momentum=range(0.5,0.5)', 'variants.momentum=[0.5]'],
    ['runs=3', 'runs=3'],
    ['network.hidden=[64, 32]', 'network.hidden=[64, 32]'],
    ['nonsense', 'nonsense'],
  ])('%s means %s', (argument, expected) => {
    expect(sweepOverrides([argument])).toEqual([expected]);
  });

  it.each([
    ['a=range(1)', 'not a range of numbers'],
    ['a=range(1,b)', 'not a range of numbers'],
    ['a=range(1,5,-1)', 'never reaches 5'],
    ['a=range(1,5,0)', 'has Infinity values'],
    ['a=range(1,5,*0.5)', 'never reaches 5'],
    ['a=range(0,5,*2)', 'never reaches 5'],
    ['a=range(0,1e9)', 'at most 1000'],
  ])('refuses %s', (argument, message) => {
    expect(messageOf(() => sweepOverrides([argument]))).toContain(message);
  });

  it('gives the plans that the same grid in the file gives', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.constantFrom('elu', 'relu', 'tanh', 'selu'), { minLength: 2 }),
        fc.uniqueArray(fc.constantFrom(0.1, 0.01, 0.5), { minLength: 2 }),
        (activations, rates) => {
          const grid = `variants:\n  activation: [${activations}]\n  learning_rate: [${rates}]\n`;
          const swept = sweepOverrides([`activation=${activations}`, `learning_rate=${rates}`]);
          const inFile = load(OPEN.replace(/optimizer:.*\n/, grid));
          const onLine = load(OPEN, ...swept);
          expect(expand(onLine)).toEqual(expand(inFile));
        },
      ),
    );
  });
});
