/** @file Indexes in the data folder: read back as they were written, and refused where they or what they speak of has changed. */
import { appendFileSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert, asyncProperty, integer } from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import {
  archiveParts,
  archivesOf,
  imageFolderOf,
  type MadeUpPictures,
  madeUpPictures,
} from '../../../test/made-up-pictures.ts';
import { temporaryFolder } from '../../../test/tiny-idx.ts';
import { keepSource, keptSource } from './kept.ts';
import { openSource } from './open.ts';
import type { Source } from './source.ts';

let pictures: MadeUpPictures;
beforeAll(async () => {
  pictures = await madeUpPictures();
});

const { signal } = new AbortController();

async function kept(dir: string) {
  const source = await openSource(dir, { signal });
  const folder = temporaryFolder();
  await keepSource(folder, source, signal);
  return { source, folder };
}

/** All that a source says. */
const told = ({ train, test, ...source }: Source) => ({
  ...source,
  pictures: [train, test].map(({ labels, place }) => [...labels].map((label, i) => ({ label, ...place(i) }))),
});

it('gives the source again, of folders and of archives', async () => {
  for (const dir of [imageFolderOf(pictures), archivesOf(archiveParts(pictures))]) {
    const { source, folder } = await kept(dir);
    expect(told((await keptSource(folder))!)).toEqual(told(source));
  }
  expect(await keptSource(temporaryFolder())).toBeUndefined();
});

const ARCHIVE = 'ILSVRC2012_img_val.tar';

it.each<[string, (dir: string, folder: string) => void, RegExp]>([
  [
    'an archive gone',
    (dir) => renameSync(join(dir, ARCHIVE), join(dir, 'x')),
    /val\.tar: cannot be read \(ENOENT\); it was here .*data import imagenet --from/,
  ],
  [
    'an archive of another length',
    (dir) => appendFileSync(join(dir, ARCHIVE), 'x'),
    /val\.tar: 7169 bytes; it had 7168 when it was imported/,
  ],
  [
    'an index cut off',
    (_, folder) => writeFileSync(join(folder, 'source.json'), '{'),
    /source\.json: damaged, or of another version/,
  ],
  [
    'an index of another version',
    (_, folder) => {
      const path = join(folder, 'source.json');
      writeFileSync(path, readFileSync(path, 'utf8').replace('"version":1', '"version":2'));
    },
    /source\.json: damaged, or of another version/,
  ],
  ['places gone', (_, folder) => rmSync(join(folder, 'source.bin')), /source\.bin: damaged/],
])('refused: %s', async (_, change, message) => {
  const dir = archivesOf(archiveParts(pictures));
  const { folder } = await kept(dir);
  change(dir, folder);
  await expect(keptSource(folder)).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(message),
  });
});

it('refused: the folder gone', async () => {
  const { source, folder } = await kept(imageFolderOf(pictures));
  renameSync(source.root, `${source.root}-moved`);
  await expect(keptSource(folder)).rejects.toThrow(/the pictures were here when they were imported/);
  renameSync(`${source.root}-moved`, source.root);
});

it('says that an archive has another date', async () => {
  const dir = archivesOf(archiveParts(pictures));
  const { folder, source } = await kept(dir);
  utimesSync(join(dir, ARCHIVE), 1, 1);
  expect((await keptSource(folder))!.remarks).toEqual([
    ...source.remarks,
    expect.stringMatching(/^ILSVRC2012_img_val\.tar has another date/),
  ]);
});

it('refused: any bit of the places changed, or any part of the index another', async () => {
  const { folder, source } = await kept(imageFolderOf(pictures));
  const [bin, json] = ['source.bin', 'source.json'].map((name) => join(folder, name)) as [string, string];
  const [columns, index] = [readFileSync(bin), readFileSync(json)];
  await assert(
    asyncProperty(integer({ min: 0, max: columns.length * 8 - 1 }), async (bit) => {
      const flipped = Buffer.from(columns);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(bin, flipped);
      await expect(keptSource(folder)).rejects.toMatchObject({ exitCode: 3 });
      writeFileSync(bin, columns);
    }),
    { numRuns: 30 },
  );
  await assert(
    asyncProperty(
      integer({ min: 0, max: index.length - 1 }),
      integer({ min: 32, max: 126 }),
      async (at, byte) => {
        const changed = Buffer.from(index);
        changed[at] = byte;
        writeFileSync(json, changed);
        const result = await keptSource(folder).catch((error) => error);
        if (result instanceof Error) expect(result).toMatchObject({ exitCode: 3 });
        else expect(told(result)).toEqual(told(source));
      },
    ),
    { numRuns: 100 },
  );
});
