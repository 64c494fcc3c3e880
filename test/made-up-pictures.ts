/** @file A small ImageNet of made-up pictures, in each of the layouts in which pictures lie. The pictures are the same in all of them. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { metaMat, type Synset } from './mat-file.ts';
import { type TarMember, tar } from './tar-archive.ts';
import { temporaryFolder } from './tiny-idx.ts';

export interface MadeUpPicture {
  /** As the file is called: `n01440764_0.JPEG`. */
  readonly name: string;
  readonly wnid: string;
  readonly bytes: Buffer;
}

export interface MadeUpPictures {
  readonly train: readonly MadeUpPicture[];
  /** In the order of their numbers, which is not that of their classes. */
  readonly val: readonly MadeUpPicture[];
}

/** ILSVRC ids have another order than classes; the last is above others, and no class. */
export const SYNSETS: readonly Synset[] = [
  { id: 1, wnid: 'n02119789' },
  { id: 2, wnid: 'n01440764' },
  { id: 3, wnid: 'n01443537' },
  { id: 4, wnid: 'n00001740', children: 3 },
];

/** Sorted, as classes are. */
export const WNIDS: readonly string[] = ['n01440764', 'n01443537', 'n02119789'];

export const valName = (number: number): string => `ILSVRC2012_val_${String(number).padStart(8, '0')}.JPEG`;

/** A picture of its own for each seed, of its class's colour. */
export async function madeUpPicture(seed: number, label: number, side = 12): Promise<Buffer> {
  const [width, height] = [side + (seed % 5), side + (seed % 3)];
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, i) =>
    i % 3 === label % 3 ? 200 : (seed * 31 + i * 7) % 120,
  );
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** So many training pictures of each class, and so many to validate. */
export async function madeUpPictures({
  perClass = 4,
  val = 6,
  side = 12,
  wnids = WNIDS,
} = {}): Promise<MadeUpPictures> {
  const train = wnids.flatMap((wnid, label) =>
    Array.from({ length: perClass }, async (_, i) => ({
      // Numbers whose order by name is another than by count.
      name: `${wnid}_${i * 7 + 5}.JPEG`,
      wnid,
      bytes: await madeUpPicture(label * perClass + i, label, side),
    })),
  );
  const validation = Array.from({ length: val }, async (_, i) => {
    const label = (i * 2 + 1) % wnids.length;
    return {
      name: valName(i + 1),
      wnid: wnids[label]!,
      bytes: await madeUpPicture(1000 + i, label, side),
    };
  });
  return { train: await Promise.all(train), val: await Promise.all(validation) };
}

/** Writes files by their paths in a folder. */
function place(dir: string, files: Readonly<Record<string, string | Uint8Array>>): string {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), content);
  }
  return dir;
}

const filesOf = (
  pictures: readonly MadeUpPicture[],
  path: (picture: MadeUpPicture) => string,
): Record<string, Uint8Array> =>
  Object.fromEntries(pictures.map((picture) => [path(picture), picture.bytes]));

const lines = (of: readonly string[]): string => `${of.join('\n')}\n`;

/** `train/WNID/…` and `val/WNID/…`. */
export const imageFolderOf = ({ train, val }: MadeUpPictures, dir = temporaryFolder()): string =>
  place(dir, {
    ...filesOf(train, ({ wnid, name }) => `train/${wnid}/${name}`),
    ...filesOf(val, ({ wnid, name }) => `val/${wnid}/${name}`),
  });

/** Tiny ImageNet's layout. */
export const tinyImageNetOf = ({ train, val }: MadeUpPictures, dir = temporaryFolder()): string =>
  place(dir, {
    ...filesOf(train, ({ wnid, name }) => `train/${wnid}/images/${name}`),
    ...filesOf(val, ({ name }) => `val/images/${name}`),
    ...Object.fromEntries(WNIDS.map((wnid) => [`train/${wnid}/${wnid}_boxes.txt`, ''])),
    'val/val_annotations.txt': lines(val.map(({ name, wnid }) => `${name}\t${wnid}\t0\t0\t9\t9`)),
    'wnids.txt': lines([...WNIDS].reverse()),
  });

/** Kaggle's layout. */
export const kaggleOf = ({ train, val }: MadeUpPictures, dir = temporaryFolder()): string =>
  place(dir, {
    ...filesOf(train, ({ wnid, name }) => `ILSVRC/Data/CLS-LOC/train/${wnid}/${name}`),
    ...filesOf(val, ({ name }) => `ILSVRC/Data/CLS-LOC/val/${name}`),
    'LOC_val_solution.csv': lines([
      'ImageId,PredictionString',
      ...val.map(({ name, wnid }) => `${name.replace('.JPEG', '')},${wnid} 1 2 3 4 ${wnid} 5 6 7 8 `),
    ]),
    'LOC_synset_mapping.txt': lines(WNIDS.map((wnid) => `${wnid} what it is, in words`)),
  });

/** What archives hold, to be changed before they are written. */
export interface ArchiveParts {
  /** Members of each class archive by its wnid, in the order of the training archive. */
  readonly classes: readonly (readonly [wnid: string, members: readonly TarMember[]])[];
  readonly val: readonly TarMember[];
  readonly synsets: readonly Synset[];
  /** ILSVRC ids. */
  readonly truth: readonly (number | string)[];
}

export const membersOf = (pictures: readonly MadeUpPicture[]): readonly TarMember[] =>
  pictures.map(({ name, bytes }) => ({ name, bytes }));

/** In an order that is neither that of names nor of numbers. */
export function archiveParts({ train, val }: MadeUpPictures): ArchiveParts {
  const idOf = (wnid: string) => SYNSETS.find((synset) => synset.wnid === wnid)!.id;
  return {
    classes: [...WNIDS].reverse().map((wnid) => {
      const of = membersOf(train.filter((picture) => picture.wnid === wnid));
      return [wnid, [...of].reverse()] as const;
    }),
    val: [...membersOf(val)].reverse(),
    synsets: SYNSETS,
    truth: val.map(({ wnid }) => idOf(wnid)),
  };
}

const DEVKIT = 'ILSVRC2012_devkit_t12';

/** The bytes of the three archives by their names. */
export function archiveFiles({ classes, val, synsets, truth }: ArchiveParts): Record<string, Buffer> {
  const devkit = [
    { name: `${DEVKIT}/`, type: '5' },
    { name: `${DEVKIT}/readme.txt`, bytes: Buffer.from('made up') },
    { name: `${DEVKIT}/data/meta.mat`, bytes: metaMat(synsets) },
    {
      name: `${DEVKIT}/data/ILSVRC2012_validation_ground_truth.txt`,
      bytes: Buffer.from(lines(truth.map(String))),
    },
  ];
  return {
    'ILSVRC2012_img_train.tar': tar(
      classes.map(([wnid, members]) => ({ name: `${wnid}.tar`, bytes: tar(members) })),
    ),
    'ILSVRC2012_img_val.tar': tar(val),
    [`${DEVKIT}.tar.gz`]: gzipSync(tar(devkit)),
  };
}

/** The archives of ILSVRC 2012, as they come. */
export const archivesOf = (parts: ArchiveParts, dir = temporaryFolder()): string =>
  place(dir, archiveFiles(parts));
