/**
 * @file The batches of a run: what PyTorch cuts out of the same bytes, each image once an epoch, in an order that is none, and the same however many
 * threads make them.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { keptOutside, madeUpPictures } from '../../../test/images-kept-outside.ts';
import { size } from '../../shape.ts';
import type { Cutting, ImageShape } from '../cut/cutting.ts';
import { cuttingOf } from '../cut/keeping.ts';
import { viewed } from '../cut/view.ts';
import type { Split } from '../dataset.ts';
import type { Augmentation } from './augment.ts';
import { batchImages, IMAGES, open } from './batch-images.ts';
import type { Made } from './maker.ts';
import { mixed, withMeasured } from './measured-samples.ts';
import { type BatchOrder, batchSamples, stepsPerEpoch } from './order.ts';
import { openPreparer } from './preparer.ts';

interface Case {
  readonly count: number;
  readonly batch: number;
  readonly seed: number;
  readonly run: number;
  readonly whole: ImageShape;
  readonly crop: readonly [number, number];
  readonly augment: Augmentation | null;
  readonly mean: boolean;
  readonly steps: readonly number[];
  readonly first: readonly number[];
  readonly sha256: string;
}

// By PyTorch; test/oracles/loading.py says how.
const ORACLE = JSON.parse(
  readFileSync(new URL('../../../test/oracles/loading.json', import.meta.url), 'utf8'),
) as { readonly batches: Readonly<Record<string, Case>>; readonly chosen: readonly number[] };

const imagesOf = (made: Made) => made.get(IMAGES) as Float32Array;
const hashOf = (batches: readonly Float32Array[]) => {
  const hash = createHash('sha256');
  for (const batch of batches) hash.update(new Uint8Array(batch.buffer, batch.byteOffset, batch.byteLength));
  return hash.digest('hex');
};

function toldOf({
  count,
  batch,
  seed,
  run,
  whole,
  crop,
  augment,
  mean,
}: Omit<Case, 'steps' | 'first' | 'sha256'>) {
  const pictures = madeUpPictures(whole, { train: count, test: 1, classes: 2 });
  const less = viewed(pictures, { mean }).train;
  const order: BatchOrder = { count, batchSize: batch, shuffle: true, seed, run };
  const cutting: Cutting = { ...cuttingOf(less, whole), crop };
  return { order, cutting, ...(augment && { augmentation: augment }) };
}

describe.each(Object.entries(ORACLE.batches))('%s', (_, of) => {
  it('are the bits of PyTorch', async () => {
    const make = await open(toldOf(of));
    const batches: Float32Array[] = [];
    for (const step of of.steps) batches.push(imagesOf(await make(step, 1)));
    expect([...batches[0]!.subarray(0, of.first.length)]).toEqual(of.first);
    expect(hashOf(batches)).toBe(of.sha256);
  });
});

it('measures the test samples that a partial shuffle in Python chooses, each once', async () => {
  const whole = [1, 2, 2] as const;
  const pictures = madeUpPictures(whole, { train: 60, test: 40, classes: 3 });
  const read = async (split: Split, samples: readonly number[]) => {
    const images = new Float32Array(samples.length * size(whole));
    await split.read(samples, images);
    return images;
  };
  const { test, train } = withMeasured(pictures, { seed: 11, test: 7, train: 9 });
  expect(test.count).toBe(7);
  expect(await read(test, [0, 1, 2, 3, 4, 5, 6])).toEqual(await read(pictures.test, ORACLE.chosen));
  expect(train).toBe(pictures.train);
  expect(withMeasured(pictures, { seed: 11, test: 40, train: 9 })).toEqual(pictures);
});

it('brings training samples of all classes to the front of those that lie class by class, and leaves none out', () => {
  const pictures = { ...madeUpPictures([1, 2, 2], { train: 300, test: 3, classes: 3 }), byClass: true };
  const { train } = withMeasured(pictures, { seed: 1, test: undefined, train: 30 });
  // Of the first 30, each class has 10 ± 2.4 by the hypergeometric distribution.
  const counts = [0, 1, 2].map((one) => train.labels.subarray(0, 30).filter((label) => label === one).length);
  for (const count of counts) expect(Math.abs(count - 10)).toBeLessThan(8);
  const order = mixed(30, 300, { seed: 1, of: 'train' });
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, i) => i));
  expect(order.slice(0, 30)).not.toEqual(mixed(30, 300, { seed: 2, of: 'train' }).slice(0, 30));
});

/** Images of one colour each, by which they are known again. */
async function seen(order: BatchOrder, augmentation: Augmentation, steps: number): Promise<number[]> {
  const shape = [1, 4, 4] as const;
  const values = Uint8Array.from({ length: order.count * size(shape) }, (_, i) =>
    Math.floor(i / size(shape)),
  );
  const split = keptOutside(values, shape, new Uint16Array(order.count));
  const make = await open({ order, cutting: { ...cuttingOf(split, shape), crop: [3, 3] }, augmentation });
  const images = imagesOf(await make(0, steps));
  return Array.from({ length: steps * order.batchSize }, (_, i) => Math.round(images[9 * i + 4]! * 255));
}

it.each([
  [97, 10],
  [101, 7],
  [64, 64],
  [65, 64],
  [13, 5],
])(
  'takes each of %i images once an epoch in batches of %i, but those that fill no batch',
  async (count, batchSize) => {
    const order = { count, batchSize, shuffle: true, seed: 3, run: 0 };
    const perEpoch = stepsPerEpoch(count, batchSize);
    const epochs = 6;
    const images = await seen(order, { pad: 0, flip: true }, epochs * perEpoch);
    const whole = perEpoch * batchSize;
    const parts = Array.from({ length: epochs }, (_, e) => images.slice(e * whole, (e + 1) * whole));
    for (const part of parts) expect(new Set(part).size).toBe(whole);
    // Others are left in the next, and no epoch is like another.
    expect(new Set(parts.map(String)).size).toBe(epochs);
    if (count % batchSize < count / 4) expect(new Set(images).size).toBe(count);
  },
);

it('mixes classes that lie one after the other: label sequences pass a runs test', () => {
  const count = 2000;
  // Wald and Wolfowitz 1940: with n images of each of two classes in 2n places, runs have the mean n + 1 and the variance n (n − 1) / (2n − 1).
  const n = count / 2;
  const [mean, deviation] = [n + 1, Math.sqrt((n * (n - 1)) / (2 * n - 1))];
  for (const seed of [1, 2, 3, 4, 5])
    for (const epoch of [0, 1, 7]) {
      const order = { count, batchSize: 100, shuffle: true, seed, run: 0 };
      const labels = [...batchSamples(order, epoch * 20, 20)].map((sample) => (sample < n ? 0 : 1));
      const runs = 1 + labels.filter((label, i) => i > 0 && label !== labels[i - 1]).length;
      // |z| is above 3.5 once in 2,100; of 15 fixed sequences none is.
      expect(Math.abs(runs - mean) / deviation).toBeLessThan(3.5);
    }
});

// A thread and what it loads are compiled, as in a run.
const compiled = (url: string): string =>
  pathToFileURL(fileURLToPath(url.replace('/src/', '/dist/').replace(/\.ts$/, '.js'))).href;
const ENTRY = new URL(compiled(new URL('./thread.ts', import.meta.url).href));

it('gives the same batches however many threads make them, in calls of whatever size, crop by crop', async () => {
  const [, of] = Object.entries(ORACLE.batches)[0]!;
  const told = toldOf(of);
  const { kept } = told.cutting;
  const maker = batchImages({
    ...told,
    cutting: {
      ...told.cutting,
      kept: { ...kept, reader: { ...kept.reader, module: compiled(kept.reader.module) } } as Cutting['kept'],
    },
  });
  const makers = [{ ...maker, module: compiled(maker.module) }];
  const hashes = new Set<string>();
  for (const [threads, calls] of [
    [1, [12]],
    [2, Array(12).fill(1)],
    [3, [1, 5, 2, 4]],
    [5, [3, 3, 3, 3]],
  ] as const) {
    const preparer = openPreparer(makers, { threads, entry: ENTRY });
    const batches = [];
    let first = 0;
    for (const steps of calls) {
      batches.push(imagesOf(await preparer.take(first, steps, 12)).slice());
      first += steps;
    }
    await preparer.close();
    hashes.add(hashOf(batches));
  }
  const make = await open(told);
  hashes.add(hashOf([imagesOf(await make(0, 12))]));
  expect(hashes.size).toBe(1);
});

it('draws other crops for another seed, run, step and place in the batch', async () => {
  const [, of] = Object.entries(ORACLE.batches)[0]!;
  // One image, so that batches differ by their crops alone.
  const ALONE = { count: 1, batch: 1, mean: false, augment: { pad: 3, flip: true } };
  const crops = async (change: Partial<Case>, step = 0) => {
    const make = await open(toldOf({ ...of, ...ALONE, ...change }));
    return hashOf([imagesOf(await make(step, 1))]);
  };
  const found = [await crops({}), await crops({ seed: 6 }), await crops({ run: 3 }), await crops({}, 1)];
  expect(new Set(found).size).toBe(4);
  expect(await crops({})).toBe(found[0]);
});

it('says the file that can’t be read, with its exit code, and ends where a thread does', async () => {
  const fails = (what: string) => ({
    module: `data:text/javascript,${encodeURIComponent(`
      import { dataError } from '${compiled(new URL('../../errors.ts', import.meta.url).href)}';
      export const open = () => (first) => { if (first < 3) return new Map(); ${what} };`)}`,
    told: {},
    bytes: 1,
  });
  const broken = openPreparer([fails(`throw dataError('/data/train-00003: it ends too early.')`)], {
    threads: 2,
    entry: ENTRY,
  });
  await broken.take(0, 1, 9);
  await expect(broken.take(1, 3, 9)).rejects.toMatchObject({
    name: 'UserError',
    exitCode: 3,
    message: '/data/train-00003: it ends too early.',
  });
  await broken.close();
  const gone = openPreparer([fails('process.exit(7)')], { threads: 2, entry: ENTRY });
  await gone.take(0, 3, 3);
  await expect(gone.take(3, 1, 9)).rejects.toThrow('a thread that makes batches has ended, with code 7');
  await expect(gone.take(4, 3, 9)).rejects.toThrow('with code 7');
  await gone.close();
});
