/** @file Batches made on a device have the bits of those that the host reads and augments: of bytes, with contrast or not, of numbers, in parts. */
import { assert, asyncProperty, boolean, constantFrom, integer, record } from 'fast-check';
import { expect, it } from 'vitest';
import { STEPWISE } from '../../../../test/stepwise-device.ts';
import { augmentations, augmentInto } from '../../../data/batches/augment.ts';
import type { Images } from '../../../data/images.ts';
import { contrastOf } from '../../../data/preprocess/contrast.ts';
import { residentSplit } from '../../../data/resident-split.ts';
import { input } from '../../../graph/expr.ts';
import { graphModel } from '../graph-model.ts';
import { createSession } from '../session.ts';
import { cropFeeds, croppedImages } from './crops.ts';
import { gatheredImages, keptFeeds, PLACES, placesOf } from './gathered.ts';
import { sendImages } from './send-images.ts';

const ON = { device: STEPWISE, threads: 1 };

/** Every byte there is, and numbers of either sign. */
const KINDS: Readonly<Record<string, (count: number, size: number) => Images>> = {
  bytes: (count, size) => ({ values: bytes(count * size) }),
  'bytes with contrast': (count, size) => {
    const values = bytes(count * size);
    return { values, contrast: contrastOf(values, size, { scale: 5, sqrtBias: 0, useStd: false }) };
  },
  numbers: (count, size) => ({
    values: Float32Array.from({ length: count * size }, (_, i) => Math.sin(i) * 10),
  }),
};
const bytes = (length: number) => Uint8Array.from({ length }, (_, i) => (i * 37 + (i >> 8)) % 256);

it('are those that the host makes', async () => {
  const cases = record({
    kind: constantFrom(...Object.keys(KINDS)),
    parts: integer({ min: 1, max: 4 }),
    count: integer({ min: 1, max: 20 }),
    channels: integer({ min: 1, max: 3 }),
    height: integer({ min: 1, max: 6 }),
    width: integer({ min: 1, max: 6 }),
    batch: integer({ min: 1, max: 9 }),
    pad: integer({ min: 0, max: 8 }),
    cropped: boolean(),
    seed: integer({ min: 0, max: 1000 }),
  });
  await assert(
    asyncProperty(
      cases,
      async ({ kind, parts, count, channels, height, width, batch, pad, cropped, seed }) => {
        const shape = [channels, height, width] as const;
        const size = channels * height * width;
        const split = residentSplit(KINDS[kind]!(count, size), new Uint16Array(count));
        const chosen = Int32Array.from({ length: batch }, (_, i) => (i * 7 + seed) % count);
        const drawn = augmentations({ pad, flip: true }, { seed, run: 0, batchSize: batch }, 0, 1);

        const expected = new Float32Array(batch * size);
        await split.read(chosen, expected);
        if (cropped) augmentInto(expected, { images: expected.slice(), shape, pad, drawn });

        const images = await sendImages(ON, split, shape, Math.ceil(count / parts));
        const whole = [batch, ...shape] as const;
        const model = graphModel(
          'batch',
          { y: input('x', whole) },
          cropped
            ? [gatheredImages(images, whole, 'whole'), croppedImages('whole', shape, whole, 'x')]
            : [gatheredImages(images, whole, 'x')],
        );
        const session = await createSession(model, ON);
        const feeds = new Map([
          ...keptFeeds(images),
          [PLACES, placesOf(images, chosen)],
          ...(cropped ? cropFeeds(drawn, pad, shape) : []),
        ]);
        const { y } = await session.run(Object.fromEntries(feeds));
        await session.release();
        expect(y!.data).toEqual(expected);
      },
    ),
    { numRuns: 60 },
  );
});
