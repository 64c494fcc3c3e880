/** @file `elu-bench data prepare` as a user types it: what else it refuses, and that it goes on after a full disk. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Ended, MAIN, start, startProgram } from './cli-process.ts';
import { imageFolderOf, madeUpPictures } from './made-up-pictures.ts';
import { filesOf } from './prepared-pictures.ts';
import { temporaryFolder } from './tiny-idx.ts';

const inData = (data: string) => ({ env: { ...process.env, ELU_BENCH_DATA: data } });
const elu = (...args: string[]): Promise<Ended> =>
  start(['data', 'prepare', ...args], inData(temporaryFolder())).ended;

const pictures = async (perClass = 4): Promise<string> => imageFolderOf(await madeUpPictures({ perClass }));

it.each<[string, readonly string[], number, RegExp]>([
  ['no such folder', ['/nowhere'], 3, /\/nowhere: there is no such folder/],
  ['a codec that is none', ['.', '--codec', 'gif'], 2, /--codec gif: expected raw, webp, jpeg, none/],
  ['a share of everything', ['.', '--validation', '100%'], 2, /above 0 and below 1/],
])('refuses %s', async (_, args, code, message) => {
  expect(await elu(...args)).toMatchObject({ code, stderr: expect.stringMatching(message) });
});

it('refuses a name that leads elsewhere', async () => {
  expect(await elu(await pictures(), '--as', '../x')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/no name for pictures/),
  });
});

it.skipIf(process.platform === 'win32')('names a disk that is full in mid-shard, and goes on', async () => {
  const [data, whole, from] = [temporaryFolder(), temporaryFolder(), await pictures(40)];
  const args = ['data', 'prepare', from, '--size', '32', '--as', 'small'];
  const limited = ['-c', `ulimit -f 100 && exec "$0" "$@"`, process.execPath, MAIN, ...args];
  expect(await startProgram('bash', limited, inData(data)).ended).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/cannot write .*train-00000\.shard: .*the same command goes on from there/),
  });
  const store = join(data, 'images/small/32px');
  expect(existsSync(store) ? readdirSync(store) : []).toEqual([]);
  expect((await start(args, inData(data)).ended).code).toBe(0);
  expect((await start(args, inData(whole)).ended).code).toBe(0);
  expect(filesOf(store)).toEqual(filesOf(join(whole, 'images/small/32px')));
});
