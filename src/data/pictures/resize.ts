/**
 * @file Pillow 11's bilinear resize, bit for bit: each row is resized and rounded to bytes, and then columns are made of rows. An old row is taken up once
 * and added to all new ones that it weighs in, so that nothing is as large as the old picture but that itself.
 */
import { existsSync } from 'node:fs';
import type { OpenPasses } from './passes.ts';
import type { Interleaved, Picture } from './picture.ts';
import { plainPasses } from './plain-passes.ts';
import { triangle } from './triangle.ts';
import { vectorPasses } from './vector-passes.ts';

/** The picture at another size, by these passes. */
export function resizeBy(open: OpenPasses, picture: Interleaved, height: number, width: number): Picture {
  const passes = open(picture, triangle(picture.width, width), height);
  const { taps, first, count, values } = triangle(picture.height, height);
  for (let y = 0, lowest = 0; y < picture.height; y++) {
    passes.across(y);
    while (first[lowest]! + count[lowest]! <= y) lowest++;
    for (let i = lowest; i < height && first[i]! <= y; i++) passes.add(i, values[taps * i + y - first[i]!]!);
  }
  return { height, width, pixels: passes.planes() };
}

// Run from its sources, as tests are, the package has no such file.
const MODULE = new URL('./passes.wasm', import.meta.url);
let passes: OpenPasses | undefined;

/** The picture at another size, as Pillow's `resize((width, height), Image.BILINEAR)` gives it. */
export function resizePicture(picture: Interleaved, height: number, width: number): Picture {
  passes ??= existsSync(MODULE) ? vectorPasses(MODULE) : plainPasses;
  return resizeBy(passes, picture, height, width);
}
