/** @file ILSVRC's archives: every picture where `tar` has it, with the class of its number, and whatever is cut off, missing or forged refused. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { assert, asyncProperty, integer } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type ArchiveParts,
  archiveParts,
  archivesOf,
  imageFolderOf,
  type MadeUpPictures,
  madeUpPictures,
  SYNSETS,
  WNIDS,
} from '../../../../test/made-up-pictures.ts';
import { contents } from '../../../../test/picture-contents.ts';
import { tar } from '../../../../test/tar-archive.ts';
import { temporaryFolder } from '../../../../test/tiny-idx.ts';
import { openSource } from '../open.ts';
import type { Source } from '../source.ts';

const [TRAIN, VAL, KIT] = [
  'ILSVRC2012_img_train.tar',
  'ILSVRC2012_img_val.tar',
  'ILSVRC2012_devkit_t12.tar.gz',
] as const;

let pictures: MadeUpPictures;
let sound: ArchiveParts;
beforeAll(async () => {
  pictures = await madeUpPictures();
  sound = archiveParts(pictures);
});

const open = (path: string): Promise<Source> => openSource(path, { signal: new AbortController().signal });

/** Archives of these parts, in a folder that is changed then. */
function changed(parts: Partial<ArchiveParts>, change: (dir: string) => void = () => {}): string {
  const dir = archivesOf({ ...sound, ...parts });
  change(dir);
  return dir;
}

it('has the pictures of the same ImageFolder, in the same order', async () => {
  const dir = archivesOf(sound);
  const [archives, folder] = [await open(dir), await open(imageFolderOf(pictures))];
  expect(archives.classes).toEqual(WNIDS);
  expect(contents(archives.train)).toEqual(contents(folder.train));
  expect(contents(archives.test)).toEqual(contents(folder.test));
  expect(archives.train.place(0)).toMatchObject({
    path: join(dir, TRAIN),
    name: `${TRAIN}: n01440764_12.JPEG`,
  });
  const md5 = (name: string) =>
    createHash('md5')
      .update(readFileSync(join(dir, name)))
      .digest('hex');
  expect(archives.checksums).toEqual(Object.fromEntries([TRAIN, VAL, KIT].map((name) => [name, md5(name)])));
  expect(archives.remarks).toEqual([
    ...[TRAIN, VAL, KIT].map(
      (name) => `${name} is not the one that was published, but whole: its MD5 is ${md5(name)}`,
    ),
    'not as published: 12 training and 6 validation pictures of 3 classes; published were 1,281,167 training and 50,000 validation pictures of 1,000 classes',
  ]);
});

it('has the classes of the first validation pictures as they are known', async () => {
  // ILSVRC ids 490, 361, 171, 822 of pictures 1 to 4 are classes 65, 970, 230, 809 of Caffe's val.txt, among a thousand made-up wnids.
  const known: Readonly<Record<number, number>> = { 490: 65, 361: 970, 171: 230, 822: 809 };
  const taken = new Set(Object.values(known));
  const others = Array.from({ length: 1000 }, (_, rank) => rank)
    .filter((rank) => !taken.has(rank))
    .reverse();
  const wnid = (rank: number) => `n${String(10_000_000 + rank * 37)}`;
  const synsets = Array.from({ length: 1000 }, (_, i) => ({
    id: i + 1,
    wnid: wnid(known[i + 1] ?? others.pop()!),
  }));
  const bytes = Buffer.from('x');
  const dir = changed({
    synsets: [...synsets].reverse(),
    classes: synsets.map(({ wnid }) => [wnid, [{ name: `${wnid}_1.JPEG`, bytes }]]),
    truth: [490, 361, 171, 822],
    val: [3, 1, 4, 2].map((number) => ({
      name: `ILSVRC2012_val_0000000${number}.JPEG`,
      bytes: Buffer.from(`${number}`),
    })),
  });
  const { test, classes } = await open(dir);
  expect(classes.length).toBe(1000);
  const byNumber = contents(test).map(([label, bytes]) => [
    Buffer.from(String(bytes), 'base64').toString(),
    label,
  ]);
  expect(Object.fromEntries(byNumber)).toEqual({ 1: 65, 2: 970, 3: 230, 4: 809 });
});

it.skipIf(process.platform === 'win32').each(['ustar', 'gnu', 'pax'])(
  'reads what tar --format=%s has made',
  async (format) => {
    const dir = temporaryFolder();
    const long = format === 'ustar' ? '' : `${'long'.repeat(40)}/`;
    archivesOf({ ...sound }, dir);
    const folder = imageFolderOf(pictures);
    const classTars = WNIDS.map((wnid) => {
      const file = join(folder, `${wnid}.tar`);
      const from = join(folder, 'train');
      execFileSync('tar', [`--format=${format}`, '-cf', file, `--transform=s,^,${long},`, '-C', from, wnid]);
      return `${wnid}.tar`;
    });
    execFileSync('tar', [`--format=${format}`, '-cf', join(dir, TRAIN), '-C', folder, ...classTars]);
    const { train } = await open(dir);
    expect(contents(train)).toEqual(contents((await open(folder)).train));
    expect(train.place(0).name).toBe(`${TRAIN}: ${long}n01440764/n01440764_12.JPEG`);
  },
);

it('reads a size beyond 8 GB in base 256 and in pax, as one that the file does not have', async () => {
  const base256 = tar([{ name: 'n01440764.tar' }]);
  base256.fill(0, 124, 136);
  base256[124] = 0x80;
  base256.writeBigUInt64BE(20_000_000_000n, 128);
  let sum = 0;
  base256.fill(' ', 148, 156);
  for (const byte of base256.subarray(0, 512)) sum += byte;
  base256.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  const pax = tar([
    { name: 'PaxHeader', type: 'x', bytes: Buffer.from('20 size=20000000000\n') },
    { name: 'n01440764.tar' },
  ]);
  for (const bytes of [base256, pax]) {
    const dir = changed({}, (at) => writeFileSync(join(at, TRAIN), bytes));
    await expect(open(dir)).rejects.toThrow(/ends in "n01440764\.tar", of 20 GB with 0\.00102 MB left/);
  }
});

const member = (name: string) => ({ name, bytes: Buffer.from('x') });
const [first, ...others] = WNIDS.map((wnid) => [wnid, [member(`${wnid}_1.JPEG`)]] as const);
const classesOf = (...added: ArchiveParts['classes']) => [first!, ...others, ...added];

it.each<[string, () => string, RegExp]>([
  [
    'no training archive',
    () => changed({}, (dir) => rmSync(join(dir, TRAIN))),
    /no ILSVRC2012_img_train\.tar beside .*MD5 1d675b/,
  ],
  [
    'no validation archive',
    () => changed({}, (dir) => rmSync(join(dir, VAL))),
    /no ILSVRC2012_img_val\.tar beside/,
  ],
  [
    'no devkit',
    () => changed({}, (dir) => rmSync(join(dir, KIT))),
    /no ILSVRC2012_devkit_t12\.tar\.gz beside .* image-net\.org/,
  ],
  [
    'a class missing',
    () => changed({ classes: [first!, others[0]!] }),
    /no n02119789\.tar; expected an archive for each of the 3/,
  ],
  [
    'a class twice',
    () => changed({ classes: classesOf(first!) }),
    /n01440764\.tar: a second archive of this class/,
  ],
  [
    'a class that is none',
    () => changed({ classes: classesOf(['n09', []]) }),
    /n09\.tar: no archive of a class of the devkit/,
  ],
  [
    'a class without pictures',
    () => changed({ classes: [first!, others[0]!, [WNIDS[2]!, []]] }),
    /n02119789\.tar: holds no pictures/,
  ],
  [
    'a picture twice',
    () => changed({ classes: classesOf().map(([wnid, of]) => [wnid, [...of, ...of]]) }),
    /holds n01440764_1\.JPEG twice/,
  ],
  [
    'a link',
    () => changed({ classes: [[first![0], [{ name: 'a', type: '2', linkName: '/etc/passwd' }]], ...others] }),
    /n01440764\.tar: member "a" is a symbolic link/,
  ],
  [
    'a way out',
    () => changed({ classes: [[first![0], [member('../../a.JPEG')]], ...others] }),
    /lies outside of the archive/,
  ],
  [
    'an entry longer than its archive',
    () => changed({ classes: [[first![0], [{ ...member('a.JPEG'), size: 5000 }]], ...others] }),
    /n01440764\.tar: ends in "a\.JPEG", of 0\.005 MB with 0\.00154 MB left/,
  ],
  ['a number missing', () => changed({ val: sound.val.slice(1) }), /5 pictures; expected 6, .* has number 6/],
  [
    'a number twice',
    () => changed({ val: [...sound.val, { ...sound.val[0]!, name: `x/${sound.val[0]!.name}` }] }),
    /number 6 a second time/,
  ],
  [
    'a number too many',
    () => changed({ truth: sound.truth.slice(1) }),
    /number 6; expected .* to number 5, as .*ground_truth\.txt has 5 lines/,
  ],
  [
    'a picture without a number',
    () => changed({ val: [...sound.val, member('cat.JPEG')] }),
    /cat\.JPEG: no number/,
  ],
  [
    'an id of no class',
    () => changed({ truth: [1, 2, 4, 1, 2, 3] }),
    /line 3: "4"; expected an ILSVRC id from 1 to 3/,
  ],
  ['an id that is no number', () => changed({ truth: [1, 2, 3, 1, 2, 'n01440764'] }), /line 6: "n01440764"/],
  [
    'a devkit with gaps',
    () => changed({ synsets: SYNSETS.map((one) => ({ ...one, id: one.id + 1 })) }),
    /meta\.mat: 3 classes of 3 wnids, none with id 1/,
  ],
  [
    'a devkit of something else',
    () => changed({}, (dir) => writeFileSync(join(dir, KIT), gzipSync(tar([member('x')])))),
    /no ILSVRC2012_devkit_t12\/data\/meta\.mat in it/,
  ],
  [
    'a web page',
    () => changed({}, (dir) => writeFileSync(join(dir, VAL), '<html>404')),
    /not the end of an archive/,
  ],
  [
    'two archives joined',
    () => changed({}, (dir) => writeFileSync(join(dir, VAL), Buffer.concat([tar([]), tar(sound.val)]))),
    /goes on behind its end/,
  ],
  [
    'a folder',
    () =>
      changed({}, (dir) => {
        rmSync(join(dir, VAL));
        imageFolderOf(pictures, join(dir, VAL));
      }),
    /a folder; expected a file/,
  ],
])('refused: %s', async (_, dir, message) => {
  await expect(open(dir())).rejects.toMatchObject({ exitCode: 3, message: expect.stringMatching(message) });
});

describe('cut off', () => {
  // A padded end may be cut and nothing is lost; the devkit's is in gzip.
  it.each([TRAIN, VAL, KIT])('%s, anywhere', async (name) => {
    const dir = archivesOf(sound);
    const whole = readFileSync(join(dir, name));
    // Where a class ends the last bytes are those of an archive's end.
    const afterFirst = 512 + tar(sound.classes[0]![1]).length;
    const cuts = [0, 512, afterFirst, whole.length - 512]
      .filter((length) => length < whole.length)
      .map((length): [number] => [length]);
    await assert(
      asyncProperty(integer({ min: 0, max: whole.length - 1 }), async (length) => {
        writeFileSync(join(dir, name), whole.subarray(0, length));
        await expect(open(dir)).rejects.toMatchObject({
          exitCode: 3,
          message: expect.stringContaining(name),
        });
      }),
      { numRuns: 50, examples: cuts },
    );
  });

  it('a class archive in a training archive that is whole', async () => {
    const whole = sound.classes.map(([wnid, members]) => ({ name: `${wnid}.tar`, bytes: tar(members) }));
    const { bytes } = whole[1]!;
    const dir = archivesOf(sound);
    await assert(
      asyncProperty(integer({ min: 0, max: bytes.length - 1 }), async (length) => {
        const cut = whole.map((one, i) => (i === 1 ? { ...one, bytes: bytes.subarray(0, length) } : one));
        writeFileSync(join(dir, TRAIN), tar(cut));
        await expect(open(dir)).rejects.toMatchObject({
          exitCode: 3,
          message: expect.stringContaining(whole[1]!.name),
        });
      }),
      { numRuns: 50, examples: [[bytes.length - 512]] },
    );
  });
});

it('stops when it is told to', async () => {
  const stop = new AbortController();
  const opened = openSource(archivesOf(sound), { signal: stop.signal, progress: () => stop.abort() });
  await expect(opened).rejects.toMatchObject({ name: 'AbortError' });
});

it('tells how far it is, in bytes of both archives', async () => {
  const dir = archivesOf(sound);
  const seen: (number | undefined)[] = [];
  await openSource(dir, {
    signal: new AbortController().signal,
    progress: (...told) => void seen.push(...told),
  });
  const total = statSync(join(dir, TRAIN)).size + statSync(join(dir, VAL)).size;
  expect(seen.slice(-2)).toEqual([total, total]);
});
