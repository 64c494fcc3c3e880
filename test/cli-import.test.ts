/** @file `elu-bench data import imagenet` as a user types it: what it says and keeps, and that bad input is a message with exit code 3. */
import { existsSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, it } from 'vitest';
import { type Ended, start } from './cli-process.ts';
import {
  archiveParts,
  archivesOf,
  imageFolderOf,
  kaggleOf,
  type MadeUpPictures,
  madeUpPictures,
  tinyImageNetOf,
} from './made-up-pictures.ts';
import { thorough } from './thorough.ts';
import { temporaryFolder } from './tiny-idx.ts';

let pictures: MadeUpPictures;
beforeAll(async () => {
  pictures = await madeUpPictures();
});

const inFolder = (data: string, ...args: readonly string[]): Promise<Ended> =>
  start(['data', 'import', ...args], { env: { ...process.env, ELU_BENCH_DATA: data } }).ended;

const archives = (change: (dir: string) => void = () => {}): string => {
  const dir = archivesOf(archiveParts(pictures));
  change(dir);
  return dir;
};

it('keeps an index of archives, and makes none anew where they are as they were', async () => {
  const [dir, data] = [archives(), join(temporaryFolder(), 'data')];
  const first = await inFolder(data, 'imagenet', '--from', dir);
  expect([first.code, first.stderr]).toEqual([0, '']);
  expect(first.stdout).toContain(`imagenet: ImageNet (ILSVRC 2012) in ${dir}\n`);
  expect(first.stdout).toContain('12 training and 6 test (validation) pictures, 3 classes\n');
  expect(first.stdout).toMatch(
    /ILSVRC2012_img_train\.tar is not the one that was published, but whole: its MD5/,
  );
  expect(first.stdout).toMatch(/elu-bench data prepare imagenet/);
  expect(readdirSync(join(data, 'imagenet')).sort()).toEqual(['source.bin', 'source.json']);
  // Archives can be nothing else, and so need no name.
  const second = await inFolder(data, dir);
  expect(second.stdout).toContain('whose archives have not changed since they were imported\n');
  expect(second.stdout.split('\n').slice(1)).toEqual(first.stdout.split('\n').slice(1));
});

const LAYOUTS = [
  ['Tiny ImageNet', tinyImageNetOf],
  ['ImageNet (ILSVRC 2012, from Kaggle)', kaggleOf],
  ['Folder of images', imageFolderOf],
] as const;

it.each(LAYOUTS.slice(0, thorough(1, LAYOUTS.length)))('imports %s', async (title, make) => {
  const [dir, data] = [make(pictures), join(temporaryFolder(), 'data')];
  const { code, stdout } = await inFolder(data, 'imagenet', '--from', dir);
  expect(code).toBe(0);
  expect(stdout.startsWith(`imagenet: ${title} in ${dir}`)).toBe(true);
  expect(stdout).toContain('12 training and 6 test (validation) pictures, 3 classes\n');
});

type Refusal = readonly [what: string, args: () => readonly string[], code: number, message: RegExp];
const REFUSALS: readonly Refusal[] = [
  [
    'no --from',
    () => ['imagenet'],
    2,
    /"elu-bench data import imagenet --from DIR". A folder of that name is \.\/imagenet/,
  ],
  [
    'any classes without its name',
    () => [imageFolderOf(pictures)],
    3,
    /no data set in any form that is known here/,
  ],
  [
    'an archive cut off',
    () => [
      'imagenet',
      '--from',
      archives((dir) => truncateSync(join(dir, 'ILSVRC2012_img_train.tar'), 5000)),
    ],
    3,
    /train\.tar: ends after 5000 bytes, which are not the end/,
  ],
  ['no folder', () => ['imagenet', '--from', '/nowhere'], 3, /\/nowhere: there is no such folder/],
  ['a name that is none', () => ['imagnet', '--from', '/tmp'], 2, /expected one of mnist/],
  [
    'what is not imported',
    () => ['mnist', '--from', '/tmp'],
    2,
    /nothing to import; expected one of cifar10/,
  ],
  [
    'nothing in it',
    () => ['imagenet', '--from', temporaryFolder()],
    3,
    /no pictures in any layout .*ILSVRC2012_img_train\.tar.*CLASS/,
  ],
  [
    'an archive itself',
    () => ['imagenet', '--from', join(archives(), 'ILSVRC2012_img_val.tar')],
    3,
    /a file; expected the folder/,
  ],
  [
    'an archive missing',
    () => ['imagenet', '--from', archives((dir) => rmSync(join(dir, 'ILSVRC2012_img_train.tar')))],
    3,
    /no ILSVRC2012_img_train\.tar beside/,
  ],
  [
    'a devkit that is none',
    () => [
      'imagenet',
      '--from',
      archives((dir) => writeFileSync(join(dir, 'ILSVRC2012_devkit_t12.tar.gz'), '<html>')),
    ],
    3,
    /but a web page/,
  ],
];

// The rules are tested where they are; here, that they come through.
it.each(REFUSALS.slice(0, thorough(3, REFUSALS.length)))(
  'refused: %s',
  async (_, args, expected, message) => {
    const data = join(temporaryFolder(), 'data');
    const { code, stdout, stderr } = await inFolder(data, ...args());
    expect([code, stdout]).toEqual([expected, '']);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n {4}at /);
    expect(existsSync(join(data, 'imagenet'))).toBe(false);
  },
);
