/** @file A picture of ramps and edges, for tests, of any size. */
import type { Interleaved } from '../src/data/pictures/picture.ts';

/** The formula of test/oracles/pictures.py. */
const level = (x: number, y: number, channel: number) =>
  (x * 7 + y * 13 + channel * 29 + ((x * y) % 31) * 5) % 256;

export function madeUpPicture(height: number, width: number): Interleaved {
  const rgb = new Uint8Array(height * width * 3);
  for (let i = 0; i < rgb.length; i++) {
    const pixel = Math.floor(i / 3);
    rgb[i] = level(pixel % width, Math.floor(pixel / width), i % 3);
  }
  return { height, width, rgb };
}
