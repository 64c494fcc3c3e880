/** @file Folders of pictures: what is found in them, in which order, what is said of it, and what is refused. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assert, integer, property, string, uniqueArray } from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import {
  imageFolderOf,
  kaggleOf,
  type MadeUpPictures,
  madeUpPictures,
  tinyImageNetOf,
  WNIDS,
} from '../../../test/made-up-pictures.ts';
import { contents } from '../../../test/picture-contents.ts';
import { temporaryFolder } from '../../../test/tiny-idx.ts';
import { holdOut } from './hold-out.ts';
import { openSource } from './open.ts';
import type { PictureList, Source } from './source.ts';

let pictures: MadeUpPictures;
beforeAll(async () => {
  pictures = await madeUpPictures();
});

const open = (path: string, validation?: number): Promise<Source> =>
  openSource(path, {
    signal: new AbortController().signal,
    ...(validation === undefined ? {} : { validation }),
  });

/** A tree of files with these paths; their content is no matter. */
function tree(...paths: readonly string[]): string {
  const dir = temporaryFolder();
  for (const path of paths) {
    mkdirSync(join(dir, path, '..'), { recursive: true });
    writeFileSync(join(dir, path), path);
  }
  return dir;
}

const namesOf = (list: PictureList, root: string): readonly string[] =>
  [...list.labels].map((_, i) => list.place(i).name.slice(root.length + 1));

it('ImageFolder: a class a folder, sorted, and pictures in the order of torchvision', async () => {
  const dir = tree(
    ...['train/b/2.png', 'train/b/10.PNG', 'train/b/sub/1.webp', 'train/b/sub-a/9.jpg', 'train/b/z.jpg'],
    ...['train/b/sub/x/3.jpg', 'train/B/x.JPEG', 'train/é/x.jpeg', 'train/\u{1f600}/x.jpg'],
    ...['train/\uff5e/x.jpg', 'val/é/v.jpg'],
  );
  const { classes, train, test: validation, root } = await open(dir);
  // Both by torchvision.datasets.ImageFolder(dir + '/train') of torchvision 0.29.2, Python 3.11.
  expect(classes).toEqual(['B', 'b', 'é', '\uff5e', '\u{1f600}']);
  expect([...train.labels]).toEqual([0, 1, 1, 1, 1, 1, 1, 2, 3, 4]);
  const inOrder = ['10.PNG', '2.png', 'z.jpg', 'sub/1.webp', 'sub-a/9.jpg', 'sub/x/3.jpg'];
  expect(namesOf(train, root).slice(1, 7)).toEqual(inOrder.map((name) => `train/b/${name}`));
  expect([...validation.labels]).toEqual([2]);
});

it('is told apart by what is there, and gives the same pictures', async () => {
  const dir = kaggleOf(pictures);
  const [folder, tiny] = [await open(imageFolderOf(pictures)), await open(tinyImageNetOf(pictures))];
  const [above, inside] = [await open(dir), await open(join(dir, 'ILSVRC'))];
  expect([folder.title, tiny.title, above.title]).toEqual([
    'Folder of images',
    'Tiny ImageNet',
    'ImageNet (ILSVRC 2012, from Kaggle)',
  ]);
  expect(inside.root).toBe(above.root);
  const sorted = (split: 'train' | 'val') =>
    [...pictures[split]]
      .sort((a, b) => (a.wnid + a.name < b.wnid + b.name ? -1 : 1))
      .map(({ wnid, bytes }) => [WNIDS.indexOf(wnid), bytes.toString('base64')]);
  for (const { classes, train, test: validation } of [folder, tiny, above, inside]) {
    expect(classes).toEqual(WNIDS);
    expect(contents(train)).toEqual(sorted('train'));
    expect(contents(validation)).toEqual(sorted('val'));
  }
  expect(folder.remarks).toEqual([]);
  expect(tiny.remarks).toEqual([
    'not as published: 12 training and 6 validation pictures of 3 classes; published were 100,000 training and 10,000 validation pictures of 200 classes',
  ]);
});

it.each<[string, readonly string[], string, readonly (string | RegExp)[]]>([
  [
    'another word for validation, and a test set',
    ['Train/a/1.jpg', 'Train/b/1.jpg', 'valid/a/2.jpg', 'test/a/3.jpg', 'test/3.jpg'],
    'valid/a/2.jpg',
    ['not used, as valid is the validation set: test', 'classes without validation pictures: 1'],
  ],
  [
    'what is no picture',
    ['train/a/1.jpg', 'train/b/1.jpg', 'train/b/x.gif', 'train/a/.x.jpg', 'train/.git/1.jpg', 'test/a/3.jpg'],
    'test/a/3.jpg',
    [
      'test is taken as the validation set',
      /^classes without/,
      'files that are not JPEG, PNG or WebP by name (.gif), and not used: 1',
    ],
  ],
  [
    'pictures beside the classes',
    ['train/a/1.jpg', 'train/b/1.jpg', 'train/1.jpg', 'val/a/3.jpg', 'val/b/3.jpg'],
    'val/a/3.jpg',
    [/^pictures in no class folder, but in .*train, which are not used: 1$/],
  ],
  [
    'no validation set, and a class called train',
    ['train/1.jpg', 'train/2.jpg', 'bus/1.jpg', 'bus/2.jpg', 'cat/1.jpg'],
    'bus/1.jpg',
    [
      'no validation set: 10 % of each class, 2 pictures, are held out as one; classes of one picture have none there: 1',
    ],
  ],
])('ImageFolder with %s', async (_, paths, first, remarks) => {
  const { test: validation, root, remarks: told } = await open(tree(...paths));
  expect(namesOf(validation, root)[0]).toBe(first);
  expect(told).toEqual(remarks.map((one) => (typeof one === 'string' ? one : expect.stringMatching(one))));
});

it.each<[string, readonly string[], RegExp]>([
  [
    'a class without pictures',
    ['train/a/1.jpg', 'train/b/x.txt', 'val/a/1.jpg'],
    /train\/b: a class without/,
  ],
  [
    'a class of validation only',
    ['train/a/1.jpg', 'train/b/1.jpg', 'val/a/1.jpg', 'val/c/1.jpg'],
    /val\/c: a class that the training set does not have/,
  ],
  [
    'unlabelled validation',
    ['train/a/1.jpg', 'train/b/1.jpg', 'val/1.jpg'],
    /val: pictures without class folders, so that nothing says their classes; expected CLASS\/NAME/,
  ],
  ['one class', ['a/train/x/1.jpg', 'a/train/y/1.jpg'], /one class folder only, a; .* name it: .*\/a\.$/],
  ['a picture of each class', ['a/1.jpg', 'b/1.jpg'], /one picture of each class, so that none can be held/],
  ['pictures alone', ['1.jpg', '2.jpg'], /no pictures in any layout that is known here/],
  ['nothing', [], /no pictures in any layout/],
])('refused: %s', async (_, paths, message) => {
  const error = { exitCode: 3, message: expect.stringMatching(message) };
  await expect(open(tree(...paths))).rejects.toMatchObject(error);
});

it('refused: no folder, a file, and shares that are none', async () => {
  await expect(open('/nowhere')).rejects.toThrow(/no such folder/);
  await expect(open(join(tree('x.tar'), 'x.tar'))).rejects.toThrow(/a file; expected the folder/);
  await expect(open(tree('a/1.jpg', 'b/1.jpg'), 1)).rejects.toMatchObject({ exitCode: 2 });
});

it.skipIf(process.platform === 'win32')(
  'follows links, each folder once, and tells of those to nowhere',
  async () => {
    const [dir, elsewhere] = [
      tree('train/a/1.jpg', 'train/b/1.jpg', 'val/a/2.jpg'),
      tree('1.jpg', 'deep/2.jpg'),
    ];
    symlinkSync(elsewhere, join(dir, 'train/c'));
    symlinkSync('..', join(elsewhere, 'deep/loop'));
    symlinkSync(join(elsewhere, '1.jpg'), join(dir, 'train/a/0.jpg'));
    const { classes, train, root } = await open(dir);
    expect(classes).toEqual(['a', 'b', 'c']);
    expect(namesOf(train, root)).toEqual([
      ...['train/a/0.jpg', 'train/a/1.jpg', 'train/b/1.jpg', 'train/c/1.jpg', 'train/c/deep/2.jpg'],
    ]);
    rmSync(join(elsewhere, '1.jpg'));
    await expect(open(dir)).rejects.toMatchObject({
      exitCode: 3,
      message: expect.stringMatching(/train\/a\/0\.jpg: a link to .*1\.jpg, where nothing is/),
    });
  },
);

it('says that nothing is held out where there is a validation set', async () => {
  for (const make of [imageFolderOf, tinyImageNetOf, kaggleOf])
    expect((await open(make(pictures), 0.2)).remarks).toContain(
      'nothing is held out, as val is the validation set',
    );
});

it('holds out a share of each class that a new picture hardly changes', () => {
  const pictures = (names: readonly string[]) => names.map((name) => ({ name, offset: 0, length: 1 }));
  const heldOut = (names: readonly string[], share: number) =>
    holdOut(pictures(names), share).test.map(({ name }) => name);
  assert(
    property(
      uniqueArray(string(), { minLength: 1, maxLength: 60 }),
      string(),
      integer({ min: 1, max: 99 }),
      (names, added, percent) => {
        const held = heldOut(names, percent / 100);
        // The share to half a picture, but one at least where there are two.
        const exact = (names.length * percent) / 100;
        if (names.length === 1) expect(held).toEqual([]);
        else if (exact < 1) expect(held.length).toBe(1);
        else expect(Math.abs(held.length - Math.min(exact, names.length - 1))).toBeLessThanOrEqual(0.5);
        expect([...heldOut([...names].reverse(), percent / 100)].reverse()).toEqual(held);
        if (names.includes(added) || names.length === 1) return;
        const then = heldOut([...names, added], percent / 100);
        const moved = names.filter((name) => held.includes(name) !== then.includes(name));
        expect(moved.length).toBeLessThanOrEqual(1);
      },
    ),
  );
});

const tiny = (change: (dir: string) => void) => {
  const dir = tinyImageNetOf(pictures);
  change(dir);
  return open(dir);
};
const LIST = 'val/val_annotations.txt';

it.each<[string, (dir: string) => void, RegExp]>([
  [
    'a picture missing',
    (dir) => rmSync(join(dir, 'val/images/ILSVRC2012_val_00000002.JPEG')),
    /val\/images: 5 pictures, of the 6 in .*00000002\.JPEG missing/,
  ],
  [
    'a picture more',
    (dir) => writeFileSync(join(dir, 'val/images/x.jpg'), ''),
    /val_annotations\.txt: nothing on val\/images\/x\.jpg/,
  ],
  [
    'a class that is none',
    (dir) => writeFileSync(join(dir, LIST), 'x.jpg\tn1\n'),
    /line 1: class "n1" is not in train/,
  ],
  [
    'a line twice',
    (dir) => writeFileSync(join(dir, LIST), 'x.jpg\tn01440764\nx.jpg\tn01440764\n'),
    /line 2: x\.jpg stands here a second time/,
  ],
  [
    'a class that is not listed',
    (dir) => writeFileSync(join(dir, 'wnids.txt'), 'n01440764\nn01443537\n'),
    /n02119789 is not here, but among the folders/,
  ],
  [
    'a class without a folder',
    (dir) => rmSync(join(dir, 'train/n02119789'), { recursive: true }),
    /n02119789 is here, but not among the folders/,
  ],
])('Tiny ImageNet, refused: %s', async (_, change, message) => {
  const error = { exitCode: 3, message: expect.stringMatching(message) };
  await expect(tiny(change)).rejects.toMatchObject(error);
});

const SOLUTION = 'LOC_val_solution.csv';

it.each<[string, (dir: string) => void, RegExp]>([
  ['no solution', (dir) => rmSync(join(dir, SOLUTION)), /LOC_val_solution\.csv: cannot be read \(ENOENT\)/],
  [
    'another table',
    (dir) => writeFileSync(join(dir, SOLUTION), 'a,b\n1,2\n'),
    /line 2: class "" is not in train/,
  ],
  [
    'a torn table',
    (dir) => writeFileSync(join(dir, SOLUTION), 'ImageId,PredictionString\n"x'),
    /LOC_val_solution\.csv: .*Quote/,
  ],
  [
    'another list of classes',
    (dir) => writeFileSync(join(dir, 'LOC_synset_mapping.txt'), 'n01440764 tench, Tinca tinca\n'),
    /n01443537 is not here, but among the folders of train/,
  ],
  [
    'a picture missing',
    (dir) => rmSync(join(dir, 'ILSVRC/Data/CLS-LOC/val/ILSVRC2012_val_00000003.JPEG')),
    /5 pictures, of the 6 .* ILSVRC2012_val_00000003\.JPEG missing/,
  ],
])('Kaggle, refused: %s', async (_, change, message) => {
  const dir = kaggleOf(pictures);
  change(dir);
  await expect(open(dir)).rejects.toMatchObject({ exitCode: 3, message: expect.stringMatching(message) });
});
