/** @file Steps prepared ahead, in however many threads, are those that are prepared when they are asked for, however they are asked for. */
import { fileURLToPath, pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchImages, IMAGES } from '../data/batches/batch-images.ts';
import { joined, partOf } from '../data/batches/made.ts';
import { type Maker, openMakers } from '../data/batches/maker.ts';
import { openPreparer } from '../data/batches/preparer.ts';
import { residentSplit } from '../data/resident-split.ts';
import { drawnMasks } from './masks.ts';

const images = Float32Array.from({ length: 10 * 18 }, (_, i) => i + 1);
const shared = new Float32Array(new SharedArrayBuffer(images.byteLength));
shared.set(images);
const order = { count: 10, batchSize: 3, shuffle: true, seed: 4, run: 1 };
const masks = [
  { name: 'dropout1.mask', shape: [2, 3], rate: 0.3, layer: 1 },
  { name: 'dropout4.mask', shape: [5], rate: 0.5, layer: 4 },
];
const { reader } = residentSplit({ values: shared }, new Uint16Array(10));
const makersOf = (batchSize: number, through = reader): readonly Maker[] => [
  drawnMasks({ order: { ...order, batchSize }, masks }),
  batchImages({
    order: { ...order, batchSize },
    augmentation: { pad: 1, flip: true },
    cutting: { kept: { as: 'numbers', reader: through }, whole: [2, 3, 3], crop: [3, 3] },
  }),
];
const makers = makersOf(3);

// A thread and what it loads are compiled, as in a run.
const compiled = (url: string): URL =>
  pathToFileURL(fileURLToPath(url.replace('/src/', '/dist/').replace(/\.ts$/, '.js')));
const ENTRY = compiled(new URL('../data/batches/thread.ts', import.meta.url).href);
const NONE = new URL('./nothing-here.js', import.meta.url);
const inThreads = (threads: number) =>
  openPreparer(
    makersOf(3, { ...reader, module: compiled(reader.module).href }).map((maker) => ({
      ...maker,
      module: compiled(maker.module).href,
    })),
    { threads, entry: ENTRY },
  );

it('what is prepared for a step does not depend on the steps beside it', async () => {
  const make = await openMakers(makers);
  const whole = await make(5, 6);
  expect(whole.get(IMAGES)).toHaveLength(6 * 3 * 18);
  expect(whole.get('dropout1.mask')).toHaveLength(6 * Math.ceil((3 * 6) / 8));
  const parts = await Promise.all([make(5, 2), make(7, 1), make(8, 3)]);
  expect(joined(parts)).toEqual(whole);
  expect(partOf(whole, 6, 2, 3)).toEqual(parts[1]);
});

describe.each([
  ['when asked', () => openPreparer(makers, { entry: NONE })],
  ['in a thread', () => inThreads(1)],
  ['in three threads', () => inThreads(3)],
])('a preparer that works %s', (_, open) => {
  it('gives each call what its steps take, whatever their sizes', async () => {
    const make = await openMakers(makers);
    const calls = fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(calls, fc.nat(3), async (sizes, start) => {
        const preparer = open();
        const end = start + sizes.reduce((sum, steps) => sum + steps, 0);
        let first = start;
        for (const steps of sizes) {
          expect(await preparer.take(first, steps, end)).toEqual(await make(first, steps));
          first += steps;
        }
        await preparer.close();
      }),
      { numRuns: 8 },
    );
  });

  it('begins anew where steps do not follow', async () => {
    const preparer = open();
    await preparer.take(0, 2, 100);
    expect(await preparer.take(50, 3, 100)).toEqual(await (await openMakers(makers))(50, 3));
    await preparer.close();
  });
});

it('says what a thread failed of', async () => {
  const lacking = { module: new URL('./nothing-here.js', import.meta.url).href, told: {}, bytes: 1 };
  const preparer = openPreparer([lacking], { entry: ENTRY });
  await expect(preparer.take(0, 1, 1)).rejects.toThrow('nothing-here.js');
  await expect(preparer.take(0, 1, 1)).rejects.toThrow('nothing-here.js');
  await preparer.close();
});

it('bounds what one call takes', () => {
  // 64 MB of batches of 1000 · 4 · 18 bytes of images and 1000 · (6 + 5) / 8 of masks
  expect(openPreparer(makersOf(1000), { entry: NONE }).most).toBe(872);
});
