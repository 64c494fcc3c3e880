/** @file A folder of small pictures, prepared by the command as users prepare theirs. */
import { join } from 'node:path';
import { expect } from 'vitest';
import { start } from './cli-process.ts';
import { imageFolderOf, madeUpPictures } from './made-up-pictures.ts';
import { temporaryFolder } from './tiny-idx.ts';

/** The folder of shards of pictures of three classes, in this size. */
export async function preparedPictures(size: number, wnids?: readonly string[]): Promise<string> {
  const pictures = imageFolderOf(
    await madeUpPictures({ perClass: 15, val: 10, side: size, ...(wnids && { wnids }) }),
  );
  const data = temporaryFolder();
  const command = ['data', 'prepare', pictures, '--size', String(size), '--as', 'small'];
  const { ended } = start(command, { env: { ...process.env, ELU_BENCH_DATA: data } });
  expect(await ended).toMatchObject({ code: 0 });
  return join(data, 'images', 'small', `${size}px`);
}
