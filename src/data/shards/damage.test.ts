/** @file Stores that are damaged or made up: each is refused by name, quickly, and before much memory is taken. */
import { createHash } from 'node:crypto';
import {
  cpSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { knownPictures, PIXELS, prepared, SIZE } from '../../../test/prepared-pictures.ts';
import { thorough } from '../../../test/thorough.ts';
import { temporaryFolder } from '../../../test/tiny-idx.ts';
import { UserError } from '../../errors.ts';
import type { CodecName } from '../pictures/codecs.ts';
import { openReader } from '../reader.ts';
import { shardsDataset } from './dataset.ts';
import type { StoreIndex } from './store-index.ts';
import { verifyStore } from './verify.ts';

const roots: Partial<Record<CodecName, Promise<string>>> = {};

/** A sound store of seven and four pictures in shards of three, copied from one that was prepared. */
async function store(codec: CodecName = 'raw'): Promise<string> {
  roots[codec] ??= (async () => {
    const folder = join(temporaryFolder(afterAll), 'known', `${SIZE}px`);
    await prepared(await knownPictures(7, 4, temporaryFolder(afterAll)), folder, { codec });
    return folder;
  })();
  const copy = temporaryFolder();
  cpSync(await roots[codec], copy, { recursive: true });
  return copy;
}

const verify = (folder: string) =>
  verifyStore(folder, { signal: new AbortController().signal, progress: () => {} });

test('a sound store is whole', async () => {
  for (const codec of ['raw', 'webp', 'none'] as const)
    expect((await verify(await store(codec))).train.pictures).toBe(7);
});

test('a flipped bit in any file is found, and the file named; labels stay below the classes', async () => {
  const folder = await store();
  const files = readdirSync(folder).filter((name) => statSync(join(folder, name)).size > 0);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...files), fc.nat(), fc.nat(7), async (name, at, bit) => {
      const file = join(folder, name);
      const sound = readFileSync(file);
      const spoilt = Buffer.from(sound);
      spoilt[at % sound.length]! ^= 1 << bit;
      writeFileSync(file, spoilt);
      try {
        await expect(verify(folder)).rejects.toMatchObject({
          exitCode: 3,
          message: expect.stringContaining(file),
        });
        try {
          const { train, test: testing, classes } = shardsDataset(folder);
          for (const { labels } of [train, testing]) expect(Math.max(...labels)).toBeLessThan(classes);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      } finally {
        writeFileSync(file, sound);
      }
    }),
    { numRuns: thorough(25, 1000) },
  );
});

test('a file cut anywhere, longer or missing is found when the store is opened', async () => {
  const folder = await store('webp');
  for (const name of readdirSync(folder).filter((one) => statSync(join(folder, one)).size > 0)) {
    const file = join(folder, name);
    const sound = readFileSync(file);
    const spoilings = [
      () => truncateSync(file, Math.floor(sound.length / 2)),
      () => truncateSync(file, 0),
      () => writeFileSync(file, Buffer.concat([sound, Buffer.of(0)])),
      () => rmSync(file),
    ];
    for (const spoil of spoilings) {
      spoil();
      expect(() => shardsDataset(folder)).toThrow(file);
      writeFileSync(file, sound);
    }
  }
});

/** To be written to. */
type Loose<T> = T extends object
  ? { -readonly [K in keyof T]: Loose<T[K]> }
  : T extends string | number
    ? string | number
    : T;

/** The index changed, and its own checksum made anew, as a forger would. */
function forge(folder: string, change: (index: Loose<StoreIndex>) => unknown): void {
  const file = join(folder, 'index.json');
  const { sha256, ...index } = JSON.parse(readFileSync(file, 'utf8'));
  change(index);
  const sum = createHash('sha256').update(JSON.stringify(index)).digest('hex');
  writeFileSync(file, `${JSON.stringify({ ...index, sha256: sum }, undefined, 1)}\n`);
}

test.each<[string, (index: Loose<StoreIndex>) => unknown, RegExp]>([
  ['another version', (index) => (index.version = 2), /of version 2 of the layout; expected 1.*prepare/],
  ['another kind', (index) => (index.kind = 'x'), /not the index of prepared pictures/],
  ['a huge size', (index) => (index.size = 1e6), /damaged/],
  ['another size', (index) => (index.size = 5), /damaged/],
  ['a size below one', (index) => (index.size = 0), /damaged/],
  ['a codec that is none', (index) => (index.codec = 'toString'), /damaged/],
  ['huge counts', (index) => (index.train.pictures = 2 ** 50), /damaged/],
  [
    'huge counts that fit each other',
    ({ train }) => {
      // Four are in the other shards.
      train.pictures = 4 + 2 ** 24;
      train.shards[0]!.pictures = 2 ** 24;
      train.labels.bytes = 2 * (4 + 2 ** 24);
    },
    /train-labels\.u16: 14 bytes; expected 335/,
  ],
  ['fewer classes', (index) => index.classes.pop(), /labels\.u16: a label beyond the 2 classes/],
  ['no classes', (index) => (index.classes = []), /damaged/],
  ['a path for a name', (index) => Object.assign(index.train.shards, { 0: '../../x' }), /damaged/],
  ['a field missing', (index) => Object.assign(index, { source: undefined }), /damaged/],
  ['another length', (index) => (index.test.shards[0]!.bytes = 5), /test-00000\.shard: \d+ bytes; expected/],
])('forged: %s', async (_, change, message) => {
  const folder = await store();
  forge(folder, change);
  expect(() => shardsDataset(folder)).toThrow(
    expect.objectContaining({ exitCode: 3, message: expect.stringMatching(message) }),
  );
});

test('an index of another program, or too long, is refused', async () => {
  const folder = await store();
  const file = join(folder, 'index.json');
  for (const [text, message] of [
    ['{}', /not the index/],
    ['[', /not the index/],
    ['x'.repeat(2 ** 24 + 1), /bytes; expected at most/],
  ] as const) {
    writeFileSync(file, text);
    expect(() => shardsDataset(folder)).toThrow(message);
  }
});

test('lengths of records that lead beyond the file are refused when they are read', async () => {
  const folder = await store('webp');
  const { train } = shardsDataset(folder);
  const file = join(folder, 'train-00000.shard');
  const bytes = readFileSync(file);
  bytes.writeUInt32LE(2 ** 31, bytes.length - 8);
  writeFileSync(file, bytes);
  await expect(train.read([0], new Float32Array(PIXELS))).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(/train-00000\.shard: the lengths of its records/),
  });
});

test('lengths of records that are not those of pixels are refused when they are read', async () => {
  const folder = await store();
  const { train } = shardsDataset(folder);
  const file = join(folder, 'train-00000.shard');
  const bytes = readFileSync(file);
  // The second is longer by as much as the first is shorter, so that the sum is right.
  const table = bytes.length - 3 * 4;
  bytes.writeUInt32LE(PIXELS - 1, table);
  bytes.writeUInt32LE(PIXELS + 1, table + 4);
  writeFileSync(file, bytes);
  await expect(train.read([0], new Float32Array(PIXELS))).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(/train-00000\.shard: picture 0: 47 bytes in 1; expected 48/),
  });
});

test('a shard that is cut while it is read is named', async () => {
  const folder = await store();
  const { train } = shardsDataset(folder);
  const read = await openReader(train.bytes!);
  await read([3], new Uint8Array(PIXELS));
  truncateSync(join(folder, 'train-00001.shard'), 10);
  await expect(read([4], new Uint8Array(PIXELS))).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(/train-00001\.shard: it ends too early/),
  });
});

test('of codec none: pictures that moved or changed are named, and no record leads out of the source', async () => {
  const root = temporaryFolder();
  const folder = join(temporaryFolder(), 'known', `${SIZE}px`);
  await prepared(await knownPictures(4, 2, join(root, 'a')), folder, { codec: 'none' });
  const { train } = shardsDataset(folder);
  const readAll = () => train.read([0, 1, 2, 3], new Float32Array(4 * PIXELS));
  await readAll();
  const picture = join(root, 'a/train/2.png');
  const sound = readFileSync(picture);
  const other = Buffer.from(sound);
  other[sound.length - 20]! ^= 1;
  writeFileSync(picture, other);
  for (const read of [readAll, () => verify(folder)])
    await expect(read()).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/2\.png: not the picture that it was/),
    });
  renameSync(join(root, 'a'), join(root, 'b'));
  await expect(readAll()).rejects.toThrow(/cannot be read: no such file.*only their places are kept/);

  const shard = join(folder, 'train-00000.shard');
  writeFileSync(shard, readFileSync(shard, 'latin1').replace('"train/0.png"', '"../in/0.png"'), 'latin1');
  await expect(shardsDataset(folder).train.read([0], new Float32Array(PIXELS))).rejects.toThrow(
    /no place of a picture/,
  );
});
