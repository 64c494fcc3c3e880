/** @file Pillow 11's bilinear resize, bit for bit: rows first, rounded to bytes, then columns. */
import type { Picture } from './picture.ts';
import { BITS, triangle, type Weights } from './triangle.ts';

const HALF = 1 << (BITS - 1);

/** The picture at another size, as Pillow's `resize((width, height), Image.BILINEAR)` gives it. */
export function resizePicture(picture: Picture, height: number, width: number): Picture {
  const wide = width === picture.width ? picture : resizeRows(picture, triangle(picture.width, width), width);
  return height === picture.height ? wide : resizeColumns(wide, triangle(picture.height, height), height);
}

function resizeRows({ pixels, height, width: from }: Picture, weights: Weights, width: number): Picture {
  const { taps, first, count, weights: w } = weights;
  // Clamped arrays round nothing here, and hold what rounding of weights may take above 255.
  const out = new Uint8ClampedArray(3 * height * width);
  for (let row = 0; row < 3 * height; row++) {
    for (let x = 0; x < width; x++) {
      let sum = HALF;
      const start = row * from + first[x]!;
      const at = x * taps;
      for (let j = 0, n = count[x]!; j < n; j++) sum += Math.imul(pixels[start + j]!, w[at + j]!);
      out[row * width + x] = sum >> BITS;
    }
  }
  return { height, width, pixels: new Uint8Array(out.buffer) };
}

function resizeColumns({ pixels, height: from, width }: Picture, weights: Weights, height: number): Picture {
  const { taps, first, count, weights: w } = weights;
  const out = new Uint8ClampedArray(3 * height * width);
  const sums = new Int32Array(width);
  for (let plane = 0; plane < 3; plane++) {
    for (let y = 0; y < height; y++) {
      sums.fill(HALF);
      for (let j = 0; j < count[y]!; j++) {
        const weight = w[y * taps + j]!;
        const start = (plane * from + first[y]! + j) * width;
        for (let x = 0; x < width; x++) sums[x]! += Math.imul(pixels[start + x]!, weight);
      }
      const to = (plane * height + y) * width;
      for (let x = 0; x < width; x++) out[to + x] = sums[x]! >> BITS;
    }
  }
  return { height, width, pixels: new Uint8Array(out.buffer) };
}
