/** @file Dropout masks: rates, independence, and that a mask is a function of its name alone. */
import { describe, expect, it } from 'vitest';
import { evaluate } from '../graph/evaluate.ts';
import { input } from '../graph/expr.ts';
import { tensor } from '../graph/reference.ts';
import { drawMask, drop, dropoutScale, maskBytes, maskShape, spreadMask } from './dropout.ts';
import { buildNetwork } from './forms.ts';
import { maskSpecs } from './masks.ts';
import { forward } from './network.ts';

function mask(length: number, rate: number, of: { step?: number; layer?: number; run?: number } = {}) {
  const bits = new Uint8Array(maskBytes(length));
  drawMask(bits, { rate, layer: of.layer ?? 1 }, { seed: 5, run: of.run ?? 0, step: of.step ?? 0 });
  return spreadMask(bits, length);
}
const mean = (values: Uint8Array): number => values.reduce((sum, v) => sum + v, 0) / values.length;

describe('a mask', () => {
  const N = 400_000;

  it.each([0.1, 0.2, 0.3, 0.4, 0.5, 0.75])(
    'of rate %d keeps the others, within 4 σ, in every layer',
    (rate) => {
      const sigma = Math.sqrt((rate * (1 - rate)) / N);
      for (const layer of [1, 2, 17])
        expect(Math.abs(mean(mask(N, rate, { layer })) - (1 - rate))).toBeLessThan(4 * sigma);
    },
  );

  it('is independent over steps, layers, runs and units', () => {
    const rate = 0.3;
    const base = mask(N, rate);
    // Correlation of two independent masks has the deviation 1/√N.
    const correlation = (a: Uint8Array, b: Uint8Array): number => {
      let sum = 0;
      for (let i = 0; i < b.length; i++) sum += (a[i]! - 0.7) * (b[i]! - 0.7);
      return sum / b.length / (rate * (1 - rate));
    };
    const others = [{ step: 1 }, { layer: 2 }, { run: 1 }].map((of) => mask(N, rate, of));
    const lags = [1, 2, 7, 8, 31, 32, 100, 127, 128, 512, 3072].map((lag) => base.subarray(lag));
    for (const other of [...others, ...lags])
      expect(Math.abs(correlation(base, other))).toBeLessThan(4 / Math.sqrt(other.length));
  });

  it('is a function of seed, run, layer, step: a shorter one is the beginning of a longer one', () => {
    expect(mask(1003, 0.5)).toEqual(mask(2000, 0.5).slice(0, 1003));
    expect(mask(1000, 0.5)).not.toEqual(mask(1000, 0.5, { step: 2 ** 31 }));
  });

  it('is independent within a group, at rates that take few digits and at one that takes many', () => {
    // Pairs, triples and quadruples of units 32 apart lie in one group: as often kept together as independent ones are.
    for (const rate of [0.5, 0.25, 0.1]) {
      const units = mask(N, rate);
      for (const count of [2, 3, 4]) {
        let together = 0;
        const sets = N / 128;
        for (let group = 0; group < sets; group++)
          for (let u = 0; u < 32; u++) {
            let all = 1;
            for (let k = 0; k < count; k++) all &= units[128 * group + 32 * k + u]!;
            together += all;
          }
        const expected = (1 - Math.round(rate * 65536) / 65536) ** count;
        const sigma = Math.sqrt((expected * (1 - expected)) / (32 * sets));
        expect(Math.abs(together / (32 * sets) - expected)).toBeLessThan(4 * sigma);
      }
    }
  });

  it('keeps the same units at every rate, as far as the rates allow', () => {
    const [low, high] = [mask(1000, 0.1), mask(1000, 0.6)];
    expect(high.every((kept, i) => kept <= low[i]!)).toBe(true);
  });
});

const network = buildNetwork({
  hidden: [3, 2],
  dropout: [0.25, 0],
  activation: { name: 'identity' },
  init: 'he',
  sampleShape: [2],
  outputs: 1,
});

it('a network names the masks that it takes', () => {
  expect(maskSpecs(network)).toEqual([{ name: 'dropout1.mask', shape: [3], rate: 0.25, layer: 1 }]);
});

it('lies with the map first, and is cut from bits by hand', () => {
  expect(maskShape([240, 8, 4], 100)).toEqual([8, 4, 100, 240]);
  expect(maskShape([300], 100)).toEqual([300, 100]);
  expect([...spreadMask(Uint8Array.of(0b10000110, 0b11111101), 11)]).toEqual([
    0, 1, 1, 0, 0, 0, 0, 1, 1, 0, 1,
  ]);
});

it('drops the units that its mask says, wherever they lie', () => {
  const x = input('x', [2, 2, 1, 3]);
  // Units 0 … 11 of two samples of two channels; the mask goes place by place.
  const feeds = {
    x: tensor(
      x.shape,
      Array.from({ length: 12 }, (_, i) => i + 1),
    ),
    'd.mask': tensor([1, 3, 2, 2], [1, 1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1]),
  };
  // Dropped: place 1 of the first sample's second channel, and place 2 of its first.
  expect([...evaluate([drop(x, 'd', 0.5)], feeds)[0]!.data]).toEqual([
    2, 4, 0, 8, 0, 12, 14, 16, 18, 20, 22, 24,
  ]);
});

it('kept units are raised so that the expectation stays, and in evaluation nothing is dropped', () => {
  const x = input('x', [1, 2]);
  const feeds = {
    x: tensor([1, 2], [1, 2]),
    'dense1.weight': tensor([3, 2], [1, 0, 0, 1, 1, 1]),
    'dense1.bias': tensor([3], [0, 0, 0]),
    'dense2.weight': tensor([2, 3], [1, 1, 1, 0, 0, 0]),
    'dense2.bias': tensor([2], [0, 0]),
    'dense3.weight': tensor([1, 2], [1, 0]),
    'dense3.bias': tensor([1], [0]),
    'dropout1.mask': tensor([3, 1], [1, 0, 1]),
  };
  // Hidden units are 1, 2, 3; the second one is dropped: (1 + 3) / 0.75.
  const outputs = [forward(network, x, 'training').output, forward(network, x).output];
  const [training, evaluation] = evaluate(outputs, feeds);
  expect(training!.data[0]).toBeCloseTo(4 / 0.75, 6);
  expect(evaluation!.data[0]).toBe(6);
  expect(dropoutScale(0.5)).toBe(2);
});
