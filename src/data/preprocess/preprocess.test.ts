/** @file Contrast normalisation and whitening against NumPy in double precision, by pylearn2's formulas, and the cache. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { array, assert, asyncProperty, double } from 'fast-check';
import { afterEach, expect, test, vi } from 'vitest';
import { imagesOf } from '../../../test/split-images.ts';
import { temporaryFolder } from '../../../test/tiny-idx.ts';
import type { Dataset } from '../dataset.ts';
import { residentSplit } from '../resident-split.ts';
import { type ContrastOptions, contrastOf } from './contrast.ts';
import { inverseRoot } from './inverse-root.ts';
import { type LinearAlgebra, type Numbers, symmetricProduct, transposeLess } from './linear-algebra.ts';
import { MAXOUT, type Preprocessor, preprocess, sweepPreprocessing } from './preprocess.ts';
import { fitWhitening, whitened } from './zca.ts';

afterEach(() => vi.unstubAllEnvs());

let products = 0;
const PLAIN: LinearAlgebra = {
  name: 'loops',
  timesTransposed: async (a, b, k, into) => {
    products++;
    const [m, n] = [a.length / k, b.length / k];
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++) sum += a[i * k + l]! * b[j * k + l]!;
        into[i * n + j] = sum;
      }
  },
};

/** Claims as processes take them, without processes: a folder is somebody's while it is here. */
const claims = new Set<string>();
const plainly = (wish: Partial<Preprocessor> = {}): Preprocessor => ({
  algebra: PLAIN,
  claim: async (folder) => {
    if (claims.has(folder)) return { refused: 'somebody has it' };
    claims.add(folder);
    return { release: async () => void claims.delete(folder) };
  },
  stop: new AbortController().signal,
  onStage: () => {},
  onFitted: () => {},
  ...wish,
});

const X = [10, 20, 30, 70, 0, 255, 3, 9, 200, 100, 50, 25, 7, 7, 7, 7, 90, 80, 10, 60, 1, 2, 4, 8];
const bytes = Uint8Array.from(X);
/** The six images with their contrast normalised. */
const normalized = (options: ContrastOptions) =>
  imagesOf(residentSplit({ values: bytes, contrast: contrastOf(bytes, 4, options) }, new Uint16Array(6)), 4);

function expectClose(found: Numbers, expected: readonly number[], within: number) {
  expect(found.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) expect(Math.abs(found[i]! - value)).toBeLessThan(within);
}

// NumPy: X = X − X.mean(1); n = sqrt((X²).sum(1)) / 55; n[n < 1e-8] = 1; X / n. An image of one colour stays zero.
const NORMALISED = [
  [-27.16665435, -15.09258575, -3.01851715, 45.27775725],
  [-16.88171932, 47.61024214, -16.12299036, -14.60553245],
  [43.59459979, 2.56438822, -17.95071756, -28.20827045],
  [0, 0, 0, 0],
  [26.76653449, 17.84435632, -44.61089081, 0],
  [-28.20827045, -17.95071756, 2.56438822, 43.59459979],
].flat();

// NumPy: m = G.mean(0); w, v = scipy.linalg.eigh((G − m)ᵀ(G − m) / 6 + 0.1·I); P = (v / sqrt(w)) @ vᵀ; (G − m) @ P.
const MEAN = [-0.31591831, 5.82928056, -13.18978794, 7.67642569];
const WHITENING = [
  [0.81812389, 0.7749574, 0.78060189, 0.78859449],
  [0.7749574, 0.82338573, 0.77712675, 0.78680778],
  [0.78060189, 0.77712675, 0.84124991, 0.76329911],
  [0.78859449, 0.78680778, 0.76329911, 0.82357628],
].flat();
const WHITENED = [
  [-0.58886755, -0.54555595, 0.03896619, 1.09545731],
  [-1.03550501, 1.75296958, 0.06245239, -0.77991695],
  [1.379227, -0.59368877, 0.34350998, -1.12904821],
  [-0.01659737, -0.34465756, 0.95301552, -0.59176059],
  [0.8870141, 0.42273795, -1.81455809, 0.50480604],
  [-0.62527117, -0.69180525, 0.41661402, 0.9004624],
].flat();

test('contrast as Maxout has it', async () => {
  expectClose(await normalized(MAXOUT.contrast), NORMALISED, 1e-5);
});

test('contrast by the standard deviation, with a bias', async () => {
  const x = await normalized({ scale: 1, sqrtBias: 10, useStd: true });
  // NumPy: X / sqrt(10 + X.var(1, ddof=1)); rows 0, 3 and 5.
  expectClose(x.subarray(0, 4), [-0.84940946, -0.47189415, -0.09437883, 1.41568244], 1e-6);
  expectClose(x.subarray(12, 16), [0, 0, 0, 0], 1e-9);
  expectClose(x.subarray(20), [-0.62142595, -0.39545288, 0.05649327, 0.96038556], 1e-6);
});

test('whitening as NumPy computes it', async () => {
  const x = residentSplit({ values: Float32Array.from(NORMALISED) }, new Uint16Array(6));
  const whitening = await fitWhitening(x, 4, MAXOUT.zca, PLAIN);
  expectClose(whitening.mean, MEAN, 1e-5);
  expectClose(whitening.matrix, WHITENING, 1e-4);
  const images: number[] = [];
  for await (const chunk of whitened(x, whitening, PLAIN)) images.push(...chunk);
  expectClose(Float32Array.from(images), WHITENED, 1e-3);
});

/** n × n: B·Bᵀ / n + smallest·I of made-up numbers B. */
function definite(n: number, numbers: readonly number[], smallest: number): Float64Array {
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      for (let k = 0; k < n; k++) a[i * n + j]! += (numbers[i * n + k]! * numbers[j * n + k]!) / n;
      if (i === j) a[i * n + j]! += smallest;
    }
  return a;
}

test('Z = A^(−1/2): Z·A·Z = I and Z is symmetric, for any positive definite A', async () => {
  const n = 19;
  const numbers = array(double({ min: -30, max: 30, noNaN: true }), { minLength: n * n, maxLength: n * n });
  await assert(
    asyncProperty(numbers, double({ min: 0.1, max: 10, noNaN: true }), async (of, smallest) => {
      const a = definite(n, of, smallest);
      const z = await inverseRoot(a, n, { smallest, algebra: PLAIN });
      const [za, zaz] = [new Float64Array(n * n), new Float64Array(n * n)];
      await PLAIN.timesTransposed(z, a, n, za);
      await PLAIN.timesTransposed(za, z, n, zaz);
      for (let i = 0; i < n; i++)
        for (let j = 0; j < n; j++) {
          expect(z[i * n + j]).toBe(z[j * n + i]);
          expect(Math.abs(zaz[i * n + j]! - (i === j ? 1 : 0))).toBeLessThan(1e-3);
        }
    }),
    { numRuns: 50 },
  );
});

test('where double precision does not suffice, that is said', async () => {
  const a = definite(
    8,
    Array.from({ length: 64 }, (_, i) => (i % 8 === 0 ? 1e8 + i : 0)),
    1e-6,
  );
  await expect(inverseRoot(a, 8, { smallest: 1e-6, algebra: PLAIN })).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringContaining('expected a larger filter_bias'),
  });
});

test('products of symmetric matrices by strips, and transposes, of sizes that fit no strip', async () => {
  for (const n of [1, 7, 8, 33]) {
    const k = 5;
    const a = Float64Array.from({ length: n * k }, (_, i) => Math.cos(i));
    const [whole, strips] = [new Float64Array(n * n), new Float64Array(n * n)];
    await PLAIN.timesTransposed(a, a, k, whole);
    await symmetricProduct(PLAIN, { a, b: a, k, into: strips });
    expect(strips).toEqual(whole);
    const columns = new Float32Array(n * k);
    const offset = Float64Array.from({ length: k }, (_, i) => i);
    transposeLess(Float32Array.from(a), offset, columns);
    expect(columns).toEqual(
      Float32Array.from(
        columns,
        (_, at) => Math.fround(a[(at % n) * k + Math.floor(at / n)]!) - Math.floor(at / n),
      ),
    );
  }
});

/** Images of four pixels: the six above for training, the first two for the test. */
const dataset = (): Dataset => ({
  sampleShape: [1, 2, 2],
  imageSize: [2, 2],
  classes: 2,
  train: residentSplit({ values: bytes }, new Uint16Array(6)),
  test: residentSplit({ values: bytes.slice(0, 8) }, new Uint16Array(2)),
  checksums: { x: 'made up' },
});

test('both splits are whitened, with what was fitted to the training split', async () => {
  vi.stubEnv('ELU_BENCH_DATA', temporaryFolder());
  const data = await preprocess(dataset(), MAXOUT, plainly());
  expectClose(await imagesOf(data.train, 4), WHITENED, 1e-3);
  expectClose(await imagesOf(data.test, 4), WHITENED.slice(0, 8), 1e-3);
});

test('the second time nothing is fitted, and the bits are the same', async () => {
  const root = temporaryFolder();
  vi.stubEnv('ELU_BENCH_DATA', root);
  const run = async (parameters = MAXOUT, data = dataset()) => {
    products = 0;
    const { train } = await preprocess(data, parameters, plainly());
    return { images: await imagesOf(train, 4), products };
  };
  const first = await run();
  const second = await run();
  expect(second.images).toEqual(first.images);
  expect(second.products).toBe(0);
  expect(first.products).toBeGreaterThan(10);
  // Another parameter, other data: another file. A damaged file is as good as none.
  expect((await run({ ...MAXOUT, zca: { filterBias: 0.2 } })).products).toBeGreaterThan(10);
  expect((await run(MAXOUT, { ...dataset(), checksums: { x: 'others' } })).products).toBeGreaterThan(10);
  const folder = join(root, 'cache');
  expect(readdirSync(folder).length).toBe(6);
  for (const name of readdirSync(folder)) {
    const bytes = readFileSync(join(folder, name));
    bytes[20]! ^= 1;
    writeFileSync(join(folder, name), bytes);
  }
  const mended = await run();
  expect(mended).toEqual(first);
  expect((await run()).products).toBe(0);
  // The whitening is kept, too: where the images are gone, they are made of it.
  for (const name of readdirSync(folder)) if (name.startsWith('whitened-')) rmSync(join(folder, name));
  expect(await run()).toEqual({ images: first.images, products: 4 });
});

test('contrast alone keeps nothing', async () => {
  const root = temporaryFolder();
  vi.stubEnv('ELU_BENCH_DATA', root);
  const data = await preprocess(dataset(), { contrast: MAXOUT.contrast }, plainly());
  expectClose(await imagesOf(data.train, 4), NORMALISED, 1e-4);
  expect(readdirSync(root)).toEqual([]);
});

const KEPT = [expect.stringMatching(/^whitened-\w+\.bin$/), expect.stringMatching(/^zca-\w+\.bin$/)];

/** What is told of work on an empty cache, by who at once begin it. */
async function eight(wish: (worker: number) => Partial<Preprocessor> = () => ({})) {
  const stages: string[][] = [];
  const images = await Promise.allSettled(
    Array.from({ length: 8 }, async (_, worker) => {
      const told: string[] = [];
      stages.push(told);
      const onStage = (stage: string, done?: number) => void told.push(`${stage} ${done ?? ''}`);
      const { train } = await preprocess(dataset(), MAXOUT, plainly({ onStage, ...wish(worker) }));
      return imagesOf(train, 4);
    }),
  );
  return {
    images,
    fitted: stages.filter((told) => told.some((stage) => stage.startsWith('fitting'))),
    stages,
  };
}

test('of eight that miss the cache at once one fits, and the others wait and have the same bits', async () => {
  const root = temporaryFolder();
  vi.stubEnv('ELU_BENCH_DATA', root);
  const { images, fitted, stages } = await eight();
  expect(fitted.length).toBe(1);
  expect(stages.filter(([first]) => first?.startsWith('waiting for the whitening')).length).toBe(7);
  for (const one of images) expect(one).toEqual(images[0]);
  // From nothing to all; back at most once, where single precision did not suffice.
  const parts = fitted[0]!.map((stage) => Number(stage.split(' ').at(-1)));
  expect([parts[0], parts.at(-1)]).toEqual([0, 1]);
  expect(parts.filter((part, i) => part < parts[i - 1]!).length).toBeLessThanOrEqual(1);
  expect(readdirSync(join(root, 'cache'))).toEqual(KEPT);
});

test('where the one that fits fails, another takes over, and nothing half-made is left', async () => {
  const root = temporaryFolder();
  vi.stubEnv('ELU_BENCH_DATA', root);
  let failed: number | undefined;
  const { images, fitted } = await eight((worker) => {
    const stopping = new AbortController();
    const algebra: LinearAlgebra = {
      name: 'loops',
      timesTransposed: async (...product) => {
        failed ??= worker;
        if (failed === worker) stopping.abort(new Error('stopped'));
        await PLAIN.timesTransposed(...product);
      },
    };
    return { algebra, stop: stopping.signal };
  });
  expect(images.map(({ status }) => status)).toEqual(
    images.map((_, worker) => (worker === failed ? 'rejected' : 'fulfilled')),
  );
  expect(images[failed!]).toMatchObject({ reason: { message: 'stopped' } });
  expect(fitted.length).toBe(2);
  expect(readdirSync(join(root, 'cache'))).toEqual(KEPT);
});

test('what a killed process left in the cache is removed, and what a living one makes is not', async () => {
  const root = temporaryFolder();
  vi.stubEnv('ELU_BENCH_DATA', root);
  const [dead, alive] = ['zca-1.bin.making', 'zca-2.bin.making'].map((name) => join(root, 'cache', name));
  for (const folder of [dead!, alive!]) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${folder.slice(-16, -7)}.4711.tmp`), 'half');
  }
  const { claim } = plainly();
  await claim(alive!);
  await sweepPreprocessing(claim);
  expect([existsSync(dead!), readdirSync(alive!).length]).toEqual([false, 1]);
});
