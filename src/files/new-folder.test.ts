/** @file Folders that are tried before they are made, and unmade when nothing came of them. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/tiny-idx.ts';
import { checkFolders, nearestFolders, removeEmpty } from './new-folder.ts';

it('finds what is there of each', async () => {
  const out = temporaryFolder();
  mkdirSync(join(out, 'a', 'b'), { recursive: true });
  const places: readonly (readonly string[])[] = [['a'], ['a', 'b'], ['a', 'c'], ['a', 'd', 'e'], ['f', 'g']];
  const paths = places.map((parts) => join(out, ...parts));
  const found = nearestFolders(paths);
  expect(paths.map((path) => found.get(path))).toEqual([
    join(out, 'a'),
    join(out, 'a', 'b'),
    join(out, 'a'),
    join(out, 'a'),
    out,
  ]);
});

it('tries where they are or would be made, and leaves nothing', async () => {
  const out = temporaryFolder();
  mkdirSync(join(out, 'a'));
  await checkFolders([join(out, 'a'), join(out, 'b', 'c'), join(out, 'a', 'd')]);
  expect([readdirSync(out), readdirSync(join(out, 'a'))]).toEqual([['a'], []]);
  writeFileSync(join(out, 'file'), '');
  await expect(checkFolders([join(out, 'file', 'b')])).rejects.toMatchObject({
    exitCode: 1,
    message: expect.stringContaining('a file is in the way of a folder'),
  });
  // A folder under the name of the trial file stands for whatever keeps us from writing: root passes over permission bits.
  mkdirSync(join(out, 'a', `.write-check-${process.pid}`));
  await expect(checkFolders([join(out, 'b'), join(out, 'a', 'd')])).rejects.toMatchObject({ exitCode: 1 });
});

it('removes what holds nothing, up to what was there before', async () => {
  const out = temporaryFolder();
  const deep = join(out, 'a', 'b', 'c');
  mkdirSync(deep, { recursive: true });
  await removeEmpty(deep, join(out, 'a'));
  expect(readdirSync(join(out, 'a'))).toEqual([]);
  mkdirSync(join(out, 'a', 'b', 'other'), { recursive: true });
  await removeEmpty(deep, out);
  expect(readdirSync(join(out, 'a', 'b'))).toEqual(['other']);
});
