/** @file Steps prepared ahead in a thread are those that are prepared when they are asked for, however they are asked for. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joined, type Preparation, partOf, prepare } from './prepare.ts';
import { openPreparer } from './preparer.ts';

// The thread is the compiled one, as in a run.
const ENTRY = pathToFileURL(fileURLToPath(new URL('../../dist/training/prepare-thread.js', import.meta.url)));
const NONE = new URL('./nothing-here.js', import.meta.url);

const images = Float32Array.from({ length: 10 * 18 }, (_, i) => i + 1);
const shared = new Float32Array(new SharedArrayBuffer(images.byteLength));
shared.set(images);
const preparation: Preparation = {
  order: { count: 10, batchSize: 3, shuffle: true, seed: 4, run: 1 },
  masks: [
    { name: 'dropout1.mask', shape: [2, 3], rate: 0.3, layer: 1 },
    { name: 'dropout4.mask', shape: [5], rate: 0.5, layer: 4 },
  ],
  augment: { pad: 1, flip: true, images: shared, shape: [2, 3, 3] },
};

it('what is prepared for a step does not depend on the steps beside it', () => {
  const whole = prepare(preparation, 5, 6);
  expect(whole.images).toHaveLength(6 * 3 * 18);
  expect(whole.masks.get('dropout1.mask')).toHaveLength(6 * 3 * 6);
  const parts = [prepare(preparation, 5, 2), prepare(preparation, 7, 1), prepare(preparation, 8, 3)];
  expect(joined(parts)).toEqual(whole);
  expect(partOf(whole, 6, 2, 3)).toEqual(parts[1]);
});

describe.each([
  ['in a thread', ENTRY],
  ['when asked', NONE],
])('a preparer that works %s', (_, entry) => {
  it('gives each call what its steps take, whatever their sizes', async () => {
    const calls = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(calls, fc.nat(3), async (sizes, start) => {
        const preparer = openPreparer(preparation, entry);
        const end = start + sizes.reduce((sum, steps) => sum + steps, 0);
        let first = start;
        for (const steps of sizes) {
          expect(await preparer.take(first, steps, end)).toEqual(prepare(preparation, first, steps));
          first += steps;
        }
        await preparer.close();
      }),
      { numRuns: 8 },
    );
  });

  it('begins anew where steps do not follow', async () => {
    const preparer = openPreparer(preparation, entry);
    await preparer.take(0, 2, 100);
    expect(await preparer.take(50, 3, 100)).toEqual(prepare(preparation, 50, 3));
    await preparer.close();
  });
});

it('bounds what one call takes', () => {
  const order = { ...preparation.order, batchSize: 1000 };
  // 64 MB of batches of 1000 · (4 · 18 + 6 + 5) bytes
  expect(openPreparer({ ...preparation, order }, NONE).most).toBe(771);
});
