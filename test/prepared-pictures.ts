/** @file Pictures whose pixels are known, as a source, and prepared: they are as large as they are prepared, and PNG, so that what comes out is what went in. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { type Preparing, prepare, type Store } from '../src/data/prepare/prepare.ts';
import type { PictureList, Source } from '../src/data/sources/source.ts';
import { temporaryFolder } from './tiny-idx.ts';

/** Height and width. */
export const SIZE = 4;
export const PIXELS = 3 * SIZE * SIZE;
export const CLASSES = ['ant', 'bee', 'cat'];

/** Planar pixels of a picture. */
export const pixelsOf = (seed: number): Uint8Array =>
  Uint8Array.from({ length: PIXELS }, (_, i) => (seed * 89 + i * i * 7 + 13 * i) % 256);

export const labelOf = (i: number): number => (i * 5 + 1) % CLASSES.length;

async function png(seed: number): Promise<Buffer> {
  const planes = pixelsOf(seed);
  const count = SIZE * SIZE;
  const mixed = Uint8Array.from({ length: PIXELS }, (_, i) => planes[(i % 3) * count + Math.floor(i / 3)]!);
  return sharp(mixed, { raw: { width: SIZE, height: SIZE, channels: 3 } })
    .png()
    .toBuffer();
}

/** Of test picture i the seed is i + TEST. */
export const TEST = 500;

/** A folder of so many training and test pictures, and what finds them. */
export async function knownPictures(train: number, test: number, root = temporaryFolder()): Promise<Source> {
  const listOf = async (split: string, count: number, first: number): Promise<PictureList> => {
    mkdirSync(join(root, split), { recursive: true });
    const paths = Array.from({ length: count }, (_, i) => join(root, split, `${i}.png`));
    const lengths = await Promise.all(
      paths.map(async (path, i) => {
        const bytes = await png(first + i);
        writeFileSync(path, bytes);
        return bytes.length;
      }),
    );
    return {
      labels: Uint16Array.from({ length: count }, (_, i) => labelOf(i)),
      place: (i) => ({ path: paths[i]!, offset: 0, length: lengths[i]!, name: paths[i]! }),
    };
  };
  return {
    ...{ title: 'Known pictures', root, classes: CLASSES, remarks: ['made up'], checksums: { x: 'y' } },
    ...{ train: await listOf('train', train, 0), test: await listOf('test', test, TEST) },
  };
}

/** Prepares a source in shards of three pictures, in this thread. */
export const prepared = (source: Source, folder: string, wish: Partial<Preparing> = {}): Promise<Store> =>
  prepare(source, {
    ...{ folder, size: SIZE, codec: 'raw', workers: 1, skipCorrupt: false, shardPictures: 3 },
    ...{ signal: new AbortController().signal, say: () => {}, progress: () => {} },
    claim: async () => ({ release: async () => {}, confirm: async () => {} }),
    ...wish,
  });

/** What lies in a folder, by name. */
export const filesOf = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder)
      .sort()
      .map((name) => [name, readFileSync(join(folder, name)).toString('base64')]),
  );
