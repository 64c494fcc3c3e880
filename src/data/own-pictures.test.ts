/** @file Which prepared pictures a config means: by name, by the folder they were prepared from, by that of their shards, and in which size. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { knownPictures, prepared } from '../../test/prepared-pictures.ts';
import { temporaryFolder } from '../../test/tiny-idx.ts';
import { dataFolder } from './data-folder.ts';
import { imagesStore, locateImages, namedFolder } from './own-pictures.ts';
import { sizeFolder } from './shards/layout.ts';

beforeEach(() => void vi.stubEnv('ELU_BENCH_DATA', temporaryFolder()));
afterEach(() => vi.unstubAllEnvs());

/** Prepares pictures of classes `ant` and `bee` under a name; gives their folder. */
async function preparedAs(
  name: string,
  sizes: readonly number[] = [4],
  root = classFolders(),
): Promise<string> {
  const source = { ...(await knownPictures(2, 1)), root };
  for (const size of sizes) await prepared(source, sizeFolder(namedFolder(name), size), { size });
  return root;
}

/** A folder that looks like pictures by class. */
function classFolders(root = temporaryFolder()): string {
  for (const name of ['train/ant', 'train/bee', 'val/ant', 'val/bee'])
    mkdirSync(join(root, name), { recursive: true });
  return root;
}

test('by name, by folder, and by the folder of the shards', async () => {
  const root = await preparedAs('pets');
  const store = sizeFolder(namedFolder('pets'), 4);
  for (const dir of ['pets', root, store, namedFolder('pets'), dataFolder('images')])
    expect(imagesStore(dir, {})).toBe(store);
  expect(locateImages()).toMatchObject({ found: true, where: expect.stringContaining('pets 4 px (raw)') });
});

test('of several sizes the one that is named', async () => {
  const root = await preparedAs('pets', [4, 8]);
  expect(imagesStore('pets', { size: 8 })).toBe(sizeFolder(namedFolder('pets'), 8));
  expect(() => imagesStore('pets', {})).toThrow(/several sizes; name one: dataset\.size=4, dataset\.size=8/);
  expect(() => imagesStore('pets', { size: 16 })).toThrow(
    `no pictures of 16 × 16, but of 4, 8; "elu-bench data prepare ${root} --as pets --size 16" makes them`,
  );
});

test('nothing is guessed', async () => {
  expect(locateImages()).toMatchObject({ found: false, remedy: expect.stringContaining('data prepare DIR') });
  expect(() => imagesStore('pets', {})).toThrow(/neither a folder nor a name .*none yet/);
  const other = classFolders();
  expect(() => imagesStore(other, {})).toThrow(`${other} is not prepared; "elu-bench data prepare ${other}"`);
  const root = await preparedAs('pets');
  await preparedAs('beasts', [4], root);
  expect(() => imagesStore(root, {})).toThrow(
    /under several names; name one: dataset\.dir=beasts, dataset\.dir=pets/,
  );
  expect(() => imagesStore(dataFolder('images'), {})).toThrow(/several are prepared; name one/);
  expect(() => imagesStore('/nowhere', {})).toThrow(/\(beasts, pets\)/);
  expect(() => imagesStore('pest', {})).toThrow(/\(beasts, pets; did you mean pets\?\)/);
});

test('a name that is a folder here, too, is refused', async () => {
  await preparedAs('pets');
  const here = temporaryFolder();
  classFolders(join(here, 'pets'));
  const before = process.cwd();
  process.chdir(here);
  try {
    expect(() => imagesStore('pets', {})).toThrow(/is a folder here, which is not prepared, and a name/);
  } finally {
    process.chdir(before);
  }
});
