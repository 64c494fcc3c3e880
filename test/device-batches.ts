/** @file A batch as a device makes it of images that lie there, and as the host reads and augments it. */
import { boolean, constantFrom, integer, record } from 'fast-check';
import { augmentations } from '../src/data/batches/augment.ts';
import type { Images } from '../src/data/images.ts';
import { contrastOf } from '../src/data/preprocess/contrast.ts';
import { residentSplit } from '../src/data/resident-split.ts';
import { compileGraph } from '../src/engines/onnx/compile.ts';
import type { Device } from '../src/engines/onnx/device.ts';
import { cropFeeds, croppedImages } from '../src/engines/onnx/images/crops.ts';
import { gatheredImages, keptFeeds, PLACES, placesOf } from '../src/engines/onnx/images/gathered.ts';
import { sendImages } from '../src/engines/onnx/images/send-images.ts';
import { input } from '../src/graph/expr.ts';
import { add } from '../src/graph/ops.ts';
import { drawnCrops } from './drawn-crops.ts';

/** Every byte there is. */
const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 37 + (i >> 8)) % 256);

const KINDS = {
  bytes: (count: number, size: number): Images => ({ values: bytes(count * size) }),
  'bytes with contrast': (count: number, size: number): Images => {
    const values = bytes(count * size);
    return { values, contrast: contrastOf(values, size, { scale: 5, sqrtBias: 0, useStd: false }) };
  },
  numbers: (count: number, size: number): Images => ({
    values: Float32Array.from({ length: count * size }, (_, i) => Math.sin(i) * 10),
  }),
};

interface Batch {
  readonly kind: keyof typeof KINDS;
  /** Parts in which the images lie there. */
  readonly parts: number;
  /** Images in all. */
  readonly count: number;
  readonly shape: readonly [channels: number, height: number, width: number];
  readonly batch: number;
  /** Padding of crops, which are mirrored as it comes; undefined: images as they are. */
  readonly pad: number | undefined;
  readonly seed: number;
}

export const batches = record({
  kind: constantFrom(...(Object.keys(KINDS) as (keyof typeof KINDS)[])),
  parts: integer({ min: 1, max: 4 }),
  count: integer({ min: 1, max: 20 }),
  channels: integer({ min: 1, max: 3 }),
  height: integer({ min: 1, max: 6 }),
  width: integer({ min: 1, max: 6 }),
  batch: integer({ min: 1, max: 9 }),
  pad: integer({ min: 0, max: 8 }),
  cropped: boolean(),
  seed: integer({ min: 0, max: 1000 }),
}).map(
  ({ channels, height, width, pad, cropped, ...rest }): Batch => ({
    ...rest,
    shape: [channels, height, width],
    pad: cropped ? pad : undefined,
  }),
);

/** The numbers of a batch, made both ways. */
export async function madeBothWays(device: Device, { kind, parts, count, shape, batch, pad, seed }: Batch) {
  const on = { device, threads: 1 };
  const size = shape.reduce((product, axis) => product * axis, 1);
  const split = residentSplit(KINDS[kind](count, size), new Uint16Array(count));
  const chosen = Int32Array.from({ length: batch }, (_, i) => (i * 7 + seed) % count);
  const drawn = augmentations({ pad: pad ?? 0, flip: true }, { seed, run: 0, batchSize: batch }, 0, 1);

  const read = new Float32Array(batch * size);
  await split.read(chosen, read);
  const here = pad === undefined ? read : drawnCrops(read, shape, pad, drawn);

  const images = await sendImages(on, split, shape, Math.ceil(count / parts));
  const whole = [batch, ...shape] as const;
  const made =
    pad === undefined
      ? [gatheredImages(images, whole, 'x')]
      : [gatheredImages(images, whole, 'whole'), croppedImages('whole', shape, whole, 'x')];
  const session = await compileGraph('batch', { y: add(input('x', whole), 0) }, on, made);
  const feeds = new Map([
    ...keptFeeds(images),
    [PLACES, placesOf(images, chosen)],
    ...(pad === undefined ? [] : cropFeeds(drawn, pad, shape)),
  ]);
  const { y } = await session.run(Object.fromEntries(feeds));
  await session.release();
  await images.free();
  return { here, there: y!.data as Float32Array };
}
