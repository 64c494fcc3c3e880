/** @file `elu-bench data prepare` as a user types it: what it says, what it refuses, and that Ctrl-C ends it. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { type Ended, start } from './cli-process.ts';
import { imageFolderOf, madeUpPictures } from './made-up-pictures.ts';
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
  ['a size that is none', ['prepare', '.', '--size', '0'], 2, /whole number from 1 to 1024/],
])('refuses %s', async (_, args, code, message) => {
  expect(await elu(temporaryFolder(), ...args)).toMatchObject({
    code,
    stderr: expect.stringMatching(message),
  });
});

it.skipIf(process.platform === 'win32')(
  'ends at Ctrl-C with code 130, and leaves nothing half-written',
  async () => {
    const [data, from] = [temporaryFolder(), await pictures(60)];
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
  },
);
