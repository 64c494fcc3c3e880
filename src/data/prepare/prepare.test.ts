/** @file What is prepared is what the pictures show, whatever the codec and the number of shards; and attempts that break off come to the same. */
import { existsSync, readFileSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  filesOf,
  knownPictures,
  labelOf,
  PIXELS,
  pixelsOf,
  prepared,
  SIZE,
  TEST,
} from '../../../test/prepared-pictures.ts';
import { thorough } from '../../../test/thorough.ts';
import { temporaryFolder } from '../../../test/tiny-idx.ts';
import { UserError } from '../../errors.ts';
import { openReader } from '../reader.ts';
import { shardsDataset } from '../shards/dataset.ts';
import { noteFile } from './shard-note.ts';

const storeIn = (folder = temporaryFolder()) => join(folder, 'known', `${SIZE}px`);

test('any number of pictures is read as it was, by bytes and numbers, in any order', async () => {
  const counts = fc.record({
    train: fc.integer({ min: 1, max: 10 }),
    test: fc.integer({ min: 1, max: 7 }),
    shard: fc.integer({ min: 1, max: 5 }),
    codec: fc.constantFrom('raw' as const, 'webp' as const, 'none' as const),
    asked: fc.array(fc.nat(), { maxLength: 12 }),
  });
  await fc.assert(
    fc.asyncProperty(counts, async ({ train, test: testing, shard, codec, asked }) => {
      const source = await knownPictures(train, testing);
      const folder = storeIn();
      await prepared(source, folder, { codec, shardPictures: shard });
      const data = shardsDataset(folder);
      for (const [split, count, first] of [
        [data.train, train, 0],
        [data.test, testing, TEST],
      ] as const) {
        expect([...split.labels]).toEqual(Array.from({ length: count }, (_, i) => labelOf(i)));
        const samples = asked.map((i) => i % count);
        const expected = samples.flatMap((i) => [...pixelsOf(first + i)]);
        const bytes = new Uint8Array(expected.length + 1).fill(7);
        await (await openReader(structuredClone(split.bytes!)))(samples, bytes);
        expect([...bytes]).toEqual([...expected, 7]);
        for (const read of [split.read, await openReader(structuredClone(split.reader))]) {
          const floats = new Float32Array(expected.length);
          await read(samples, floats);
          expect([...floats]).toEqual(expected.map((byte) => Math.fround(byte / 255)));
        }
      }
      const sums = Array.from({ length: PIXELS }, (_, at) =>
        Array.from({ length: train }, (__, i) => pixelsOf(i)[at]!).reduce((a, b) => a + b),
      );
      expect([...data.sums!]).toEqual(sums);
    }),
    { numRuns: thorough(4, 40) },
  );
});

test('jpeg: near, and the sums are of what is read', async () => {
  const folder = storeIn();
  await prepared(await knownPictures(5, 2), folder, { codec: 'jpeg' });
  const { train, sums } = shardsDataset(folder);
  const bytes = new Uint8Array(5 * PIXELS);
  await (await openReader(train.bytes!))([0, 1, 2, 3, 4], bytes);
  const added = Array.from({ length: PIXELS }, (_, at) =>
    [0, 1, 2, 3, 4].reduce((sum, i) => sum + bytes[i * PIXELS + at]!, 0),
  );
  expect([...sums!]).toEqual(added);
});

test('broken off after any picture, it goes on to the same bytes, and keeps finished shards', async () => {
  const source = await knownPictures(8, 4);
  const whole = storeIn();
  await prepared(source, whole);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 3 }), async (breaks) => {
      const folder = storeIn();
      for (const after of breaks) {
        const stop = new AbortController();
        const attempt = prepared(source, folder, {
          signal: stop.signal,
          progress: (done) => done >= after && stop.abort(),
        });
        await attempt.catch((error: unknown) => expect(error).toBe(stop.signal.reason));
      }
      const before = existsSync(noteFile(folder, 'train-00000.shard'))
        ? statSync(join(folder, 'train-00000.shard'))
        : undefined;
      await prepared(source, folder);
      if (before) expect(statSync(join(folder, 'train-00000.shard')).ino).toBe(before.ino);
      expect(filesOf(folder)).toEqual(filesOf(whole));
    }),
    { numRuns: thorough(4, 40) },
  );
});

/** A store of which the first shards are finished and the rest is not. */
async function halfMade(source: Awaited<ReturnType<typeof knownPictures>>, folder: string): Promise<void> {
  const stop = new AbortController();
  await prepared(source, folder, {
    signal: stop.signal,
    progress: (done) => done > 6 && stop.abort(),
  }).catch(() => {});
  expect(existsSync(noteFile(folder, 'train-00001.shard'))).toBe(true);
}

test.each<[string, (source: string, store: string) => void]>([
  [
    'a picture that changed',
    (source) => {
      writeFileSync(join(source, 'train/1.png'), readFileSync(join(source, 'train/7.png')));
      utimesSync(join(source, 'train/1.png'), 1, 1);
    },
  ],
  ['a flipped bit', (_, store) => flip(join(store, 'train-00000.shard'), 20)],
  ['a shard cut off', (_, store) => truncateSync(join(store, 'train-00001.shard'), 20)],
  ['a damaged note', (_, store) => writeFileSync(noteFile(store, 'train-00000.shard'), '{"version": 1}')],
])('%s is noticed by the next attempt', async (_, spoil) => {
  const source = await knownPictures(8, 4);
  const [folder, whole] = [storeIn(), storeIn()];
  await halfMade(source, folder);
  spoil(source.root, folder);
  // Its length is another now.
  const again = await knownLengths(source);
  await prepared(again, folder);
  await prepared(again, whole);
  expect(filesOf(folder)).toEqual(filesOf(whole));
});

/** The source as it is now. */
async function knownLengths(source: Awaited<ReturnType<typeof knownPictures>>) {
  const now = ({ labels, place }: (typeof source)['train']) => ({
    labels,
    place: (i: number) => ({ ...place(i), length: statSync(place(i).path).size }),
  });
  return { ...source, train: now(source.train), test: now(source.test) };
}

function flip(file: string, at: number): void {
  const bytes = readFileSync(file);
  bytes[at]! ^= 4;
  writeFileSync(file, bytes);
}

test('a picture that can not be read is named, and no half store is taken for whole', async () => {
  const source = await knownPictures(8, 4);
  writeFileSync(join(source.root, 'train/4.png'), 'no picture');
  const now = await knownLengths(source);
  const folder = storeIn();
  await expect(prepared(now, folder)).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(/train\/4\.png.*--skip-corrupt/),
  });
  expect(() => shardsDataset(folder)).toThrow(/index\.json/);

  const { index } = await prepared(now, folder, { skipCorrupt: true });
  expect(index.train).toMatchObject({ pictures: 7, skipped: 1 });
  expect(readFileSync(join(folder, 'odd-pictures.txt'), 'utf8')).toMatch(
    /^left out of train: .*4\.png: .*\n$/,
  );
  const { train } = shardsDataset(folder);
  const kept = [0, 1, 2, 3, 5, 6, 7];
  expect([...train.labels]).toEqual(kept.map(labelOf));
  const bytes = new Uint8Array(7 * PIXELS);
  await (await openReader(train.bytes!))([0, 1, 2, 3, 4, 5, 6], bytes);
  expect([...bytes]).toEqual(kept.flatMap((i) => [...pixelsOf(i)]));
});

test.each([
  ['gone', { path: '/nowhere' }, /cannot be read: no such file/],
  ['cut off', { length: 4000 }, /2\.png: it ends too early/],
])('a file that is %s is an error, whatever may be skipped', async (_, change, message) => {
  const { train, ...source } = await knownPictures(4, 2);
  const place = (i: number) => ({ ...train.place(i), ...(i === 2 && change) });
  await expect(
    prepared({ ...source, train: { ...train, place } }, storeIn(), { skipCorrupt: true }),
  ).rejects.toMatchObject({ exitCode: 3, message: expect.stringMatching(message) });
});

test('a second time it is there; another codec or other pictures are refused', async () => {
  const source = await knownPictures(4, 2);
  const folder = storeIn();
  expect((await prepared(source, folder)).already).toBe(false);
  const before = filesOf(folder);
  expect((await prepared(source, folder)).already).toBe(true);
  await expect(prepared(source, folder, { codec: 'webp' })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringMatching(/holds these pictures as raw already.*delete that folder/),
  });
  await expect(prepared(await knownPictures(4, 3), folder)).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(/holds Known pictures in .*--as/),
  });
  expect(filesOf(folder)).toEqual(before);
});

test('what another codec has left unfinished is deleted, and that is said', async () => {
  const source = await knownPictures(8, 4);
  const [folder, whole] = [storeIn(), storeIn()];
  await halfMade(source, folder);
  const said: string[] = [];
  await prepared(source, folder, { codec: 'webp', say: (text) => said.push(text) });
  await prepared(source, whole, { codec: 'webp' });
  expect(said.join('\n')).toMatch(/2 shards of an attempt that broke off, .* deleted/);
  expect(filesOf(folder)).toEqual(filesOf(whole));
});

test('a store that another process is at is left alone', async () => {
  const folder = storeIn();
  const error = await prepared(await knownPictures(1, 1), folder, {
    claim: async () => ({ refused: 'it is in use' }),
  }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  expect(error).toMatchObject({ exitCode: 1, message: 'it is in use' });
});
