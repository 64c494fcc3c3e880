import { mkdir, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/tiny-idx.ts';
import { EXIT } from '../errors.ts';
import { findRuns } from './find-runs.ts';

it('finds run folders from any folder above them, in the order of their numbers', async () => {
  const out = temporaryFolder();
  for (const path of ['e/v=1/run-10', 'e/v=1/run-2', 'e/v=2/run-0', 'e/v=2/other', 'too/deep/for/run-0'])
    await mkdir(join(out, path), { recursive: true });
  const found = async (...path: string[]) =>
    (await findRuns(join(out, ...path))).map((folder) => relative(out, folder));
  expect(await found()).toEqual(['e/v=1/run-2', 'e/v=1/run-10', 'e/v=2/run-0']);
  expect(await found('e')).toHaveLength(3);
  expect(await found('e', 'v=1')).toEqual(['e/v=1/run-2', 'e/v=1/run-10']);
  expect(await found('e', 'v=1', 'run-2')).toEqual(['e/v=1/run-2']);
});

it('says that there is no such folder', async () => {
  const out = temporaryFolder();
  await expect(findRuns(join(out, 'no'))).rejects.toMatchObject({ exitCode: EXIT.usage });
  await writeFile(join(out, 'file'), '');
  await expect(findRuns(join(out, 'file'))).rejects.toThrow('is not a folder');
});
