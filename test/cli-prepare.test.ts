/** @file `elu-bench data prepare` as a user types it: what it says, what it refuses, and that it goes on after kills, Ctrl-C and a full disk. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Ended, MAIN, start, startProgram } from './cli-process.ts';
import { imageFolderOf, madeUpPictures } from './made-up-pictures.ts';
import { expectSameStore } from './prepare-kill.ts';
import { filesOf } from './prepared-pictures.ts';
import { temporaryFolder } from './tiny-idx.ts';

const inData = (data: string) => ({ env: { ...process.env, ELU_BENCH_DATA: data } });
const elu = (data: string, ...args: string[]): Promise<Ended> => start(['data', ...args], inData(data)).ended;

const pictures = async (perClass = 4): Promise<string> => imageFolderOf(await madeUpPictures({ perClass }));

it('prepares a folder, lists it, checks it, and does so once', async () => {
  const [data, from] = [temporaryFolder(), await pictures()];
  const args = ['prepare', from, '--size', '8', '--as', 'small', '--workers', '2'];
  const first = await elu(data, ...args);
  expect(first).toMatchObject({ code: 0 });
  expect(first.stderr).toMatch(/: 12 training and 6 validation pictures of 3 classes\n/);
  expect(first.stderr).toMatch(/at 8 × 8 pixels: \d+(\.\d+)? MB as raw; .* free in /);
  expect(first.stdout).toMatch(/dataset: \{ name: images, dir: small \}\n$/);
  expect((await elu(data, ...args)).stdout).toMatch(/are prepared already/);
  expect((await elu(data, 'list')).stdout).toMatch(/images .* available: .*: small 8 px \(raw\)/);
  const shard = join(data, 'images/small/8px/train-00000.shard');
  expect((await elu(data, 'verify', 'images')).stdout).toMatch(
    /^images: 12 training and 6 validation pictures of 3 classes, 8 px \(raw\), whole/,
  );
  const bytes = readFileSync(shard);
  bytes[100]! ^= 1;
  writeFileSync(shard, bytes);
  expect(await elu(data, 'verify', 'images')).toMatchObject({
    code: 3,
    stderr: expect.stringContaining(`${shard}: damaged`),
  });
});

it('names a bad picture; or leaves it out, and lists it', async () => {
  const [data, from] = [temporaryFolder(), await pictures()];
  const bad = join(from, 'train/n01443537/n01443537_12.JPEG');
  writeFileSync(bad, readFileSync(bad).subarray(0, 200));
  const args = ['prepare', from, '--size', '8', '--as', 'small'];
  expect(await elu(data, ...args)).toMatchObject({
    code: 3,
    stderr: expect.stringMatching(/n01443537_12\.JPEG: .*--skip-corrupt/),
  });
  expect(existsSync(join(data, 'images/small/8px/index.json'))).toBe(false);
  const { code, stdout, stderr } = await elu(data, ...args, '--skip-corrupt');
  expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringMatching(/^11 training/) });
  expect(stderr).toMatch(/left out of train: .*n01443537_12\.JPEG: .*\n1 picture left out/);
});

it.each<[string, readonly string[], number, RegExp]>([
  ['ImageNet before its import', ['prepare'], 3, /not imported yet.*data import imagenet --from DIR/],
  ['no such folder', ['prepare', '/nowhere'], 3, /\/nowhere: there is no such folder/],
  [
    'a codec that is none',
    ['prepare', '.', '--codec', 'gif'],
    2,
    /--codec gif: expected raw, webp, jpeg, none/,
  ],
  ['a size that is none', ['prepare', '.', '--size', '0'], 2, /whole number from 1 to 1024/],
  ['a share of everything', ['prepare', '.', '--validation', '100%'], 2, /above 0 and below 1/],
])('refuses %s', async (_, args, code, message) => {
  expect(await elu(temporaryFolder(), ...args)).toMatchObject({
    code,
    stderr: expect.stringMatching(message),
  });
});

it('refuses a name that leads elsewhere', async () => {
  expect(await elu(temporaryFolder(), 'prepare', await pictures(), '--as', '../x')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/no name for pictures/),
  });
});

describe.skipIf(process.platform === 'win32')('cut off', () => {
  it('by kill -9 at random moments: the same bytes in the end', () =>
    expectSameStore({ count: 2, perClass: 40 }));

  it('by a disk that is full in mid-shard: named, and it goes on', async () => {
    const [data, whole, from] = [temporaryFolder(), temporaryFolder(), await pictures(40)];
    const args = ['data', 'prepare', from, '--size', '32', '--as', 'small'];
    const limited = ['-c', `ulimit -f 100 && exec "$0" "$@"`, process.execPath, MAIN, ...args];
    expect(await startProgram('bash', limited, inData(data)).ended).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(
        /cannot write .*train-00000\.shard: .*the same command goes on from there/,
      ),
    });
    const store = join(data, 'images/small/32px');
    expect(existsSync(store) ? readdirSync(store) : []).toEqual([]);
    expect((await start(args, inData(data)).ended).code).toBe(0);
    expect((await start(args, inData(whole)).ended).code).toBe(0);
    expect(filesOf(store)).toEqual(filesOf(join(whole, 'images/small/32px')));
  });

  it('by Ctrl-C: exit code 130, and nothing half-written is left', async () => {
    const [data, from] = [temporaryFolder(), await pictures(200)];
    const { child, ended } = start(['data', 'prepare', from, '--size', '256', '--as', 'small'], inData(data));
    child.stderr!.once('data', () => process.kill(-child.pid!, 'SIGINT'));
    expect(await ended).toMatchObject({
      code: 130,
      stderr: expect.stringMatching(/stopped; the same command goes on/),
    });
    const left = existsSync(join(data, 'images'))
      ? readdirSync(join(data, 'images'), { recursive: true })
      : [];
    expect(left.filter((name) => /tmp|lock/.test(String(name)))).toEqual([]);
  });
});
