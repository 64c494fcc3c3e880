/** @file The rules for convolutional networks against the plain lowering; images.slow.ts does it over many more of them. */
import { describe, expect, it } from 'vitest';
import { checkRules, graphOf, LAYER, type Layer, type Rules, SETS } from '../../../../test/image-networks.ts';
import { print } from '../../../graph/print.ts';
import { DEVICES } from '../devices.ts';
import { applyRules } from './rules.ts';

it.each(SETS)('rules $rules leave the output and every gradient as it is', ({ rules }) =>
  checkRules(rules, 4),
);

function printed(layers: readonly Partial<Layer>[], rules: Rules): string {
  const net = { batch: 2, map: [8, 8], channels: 3, layers: layers.map((layer) => ({ ...LAYER, ...layer })) };
  return print(applyRules(graphOf(net).outputs, rules, DEVICES.cpu));
}
const count = (text: string, what: RegExp): number => text.match(what)?.length ?? 0;

describe('what the rules make of a network', () => {
  const net = [{ kernel: [5, 5] }, { kernel: [1, 1], pool: 'none' as const }, {}];

  it('convolutions are products, but for the gradient of the images', () => {
    expect(count(printed(net, 'none'), / Conv(GradWeight)?\(/g)).toBe(6);
    expect(count(printed(net, 'all'), / Conv(GradWeight)?\(/g)).toBe(0);
    expect(count(printed(net, 'all'), / ConvTranspose\(/g)).toBe(1);
  });

  it('pooling comes before the activation, which sees one number a window', () => {
    expect(printed([{}], 'none')).toMatch(/Elu\(%\d+, alpha=1\) \[2, 16, 8, 8\]/);
    expect(printed([{}], 'all')).toMatch(/Elu\(%\d+, alpha=1\) \[32, 16\]/);
    expect(printed([{ normalized: true }], 'all')).toMatch(/Elu\(%\d+, alpha=1\) \[32, 16\]/);
  });

  it('no image is transposed between layers', () => {
    // One of the images, one of their columns; two of the first layer's weights; the image gradient's conversions.
    const inner = printed([...net, {}], 'all')
      .split('\n')
      .filter((line) => / Transpose\(/.test(line));
    expect(inner.filter((line) => /\[(2|4|8), (2|4|8), 2, 16\]|\[2, 16, (2|4), (2|4)\]/.test(line))).toEqual(
      [],
    );
  });

  it('what batch normalisation stretches over an image is not written out', () => {
    const text = printed([{ normalized: true }, { normalized: true, pool: 'none' }], 'all');
    expect(count(text, / Expand\(/g)).toBe(0);
  });

  it('a strided convolution is left to onnxruntime', () => {
    expect(
      count(
        printed(
          [
            { strides: [2, 2], units: 40 },
            { strides: [2, 2], pool: 'none' },
          ],
          ['space-major', 'winograd'],
        ),
        / Conv(GradWeight)?\(/g,
      ),
    ).toBe(4);
  });
});
