/** @file The passes of a resize in plain numbers: what passes.wat is compared with. */
import type { OpenPasses } from './passes.ts';
import { planesOf } from './picture.ts';
import { BITS, HALF } from './triangle.ts';

export const plainPasses: OpenPasses = (picture, weights, height) => {
  const width = weights.first.length;
  // Clamped, as rounded weights may be a little more than 1 together.
  const row = new Uint8ClampedArray(3 * width);
  const sums = new Int32Array(3 * width * height).fill(HALF);
  return {
    across(y) {
      for (let x = 0; x < width; x++)
        for (let channel = 0; channel < 3; channel++) {
          const from = 3 * (y * picture.width + weights.first[x]!) + channel;
          let sum = HALF;
          for (let j = 0; j < weights.count[x]!; j++)
            sum += picture.rgb[from + 3 * j]! * weights.values[x * weights.taps + j]!;
          row[3 * x + channel] = sum >> BITS;
        }
    },
    add(i, weight) {
      for (let k = 0; k < row.length; k++) sums[i * row.length + k]! += row[k]! * weight;
    },
    planes() {
      const rgb = new Uint8ClampedArray(sums.map((sum) => sum >> BITS));
      return planesOf({ height, width, rgb: new Uint8Array(rgb.buffer) });
    },
  };
};
