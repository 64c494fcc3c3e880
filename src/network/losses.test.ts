import { describe, expect, it } from 'vitest';
import { evaluate } from '../graph/evaluate.ts';
import { input } from '../graph/expr.ts';
import { tensor } from '../graph/reference.ts';
import { batchMean, type LossName, lossRow } from './losses.ts';

const z = input('z', [2, 3]);
const outputs = tensor([2, 3], [1, 2, -1, 0, 0.5, 0.25]);
const pixels = tensor([2, 3], [0.2, 0.9, 0, 1, 0.5, 0.25]);
const classes = tensor([2], [1, 2]);

// PyTorch 2.15, float64: cross_entropy, mse_loss of sigmoid, binary_cross_entropy_with_logits; mean over the last axis
const EXPECTED: Readonly<Record<LossName, readonly number[]>> = {
  cross_entropy: [0.34901221676818633, 1.1193380844056782],
  mean_squared_error: [0.1182404847597406, 0.12081681850123539],
  binary_cross_entropy: [0.584483795359806, 0.7268878615396318],
};

describe.each(Object.keys(EXPECTED) as LossName[])('%s', (name) => {
  const row = lossRow(name);
  const target = row.target === 'label' ? input('t', [2], 'int32') : input('t', [2, 3]);
  const feeds = { z: outputs, t: row.target === 'label' ? classes : pixels };

  it('gives each sample the loss that PyTorch gives', () => {
    const [values, mean] = evaluate([row.perSample(z, target), batchMean(row.perSample(z, target))], feeds);
    EXPECTED[name].forEach((expected, i) => {
      expect(values!.data[i]).toBeCloseTo(expected, 7);
    });
    expect(mean!.data[0]).toBeCloseTo((EXPECTED[name][0]! + EXPECTED[name][1]!) / 2, 7);
  });
});

it('counts a sample as wrong where another class has the higher output, and a tie as right', () => {
  const wrong = lossRow('cross_entropy').wrong!(z, input('t', [2], 'int32'));
  expect([...evaluate([wrong], { z: outputs, t: classes })[0]!.data]).toEqual([0, 1]);
  expect([...evaluate([wrong], { z: tensor([2, 3], [0, 0, 0, 1, 1, 0]), t: classes })[0]!.data]).toEqual([
    0, 1,
  ]);
});
