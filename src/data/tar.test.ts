/** @file Archives: members asked for are read, and every attack of the trade is refused, quickly and without much memory. */
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { assert, asyncProperty, integer, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { archiveOf, type TarMember, tar } from '../../test/tar-archive.ts';
import { temporaryFolder } from '../../test/tiny-idx.ts';
import { UserError } from '../errors.ts';
import { readArchive } from './tar.ts';

const A = Buffer.from('first');
const B = Buffer.alloc(1300, 7);
const WANTED = new Map([
  ['set/a', 100],
  ['set/b', 2000],
]);
const SOUND: readonly TarMember[] = [
  { name: 'set/', type: '5' },
  { name: 'set/readme', bytes: Buffer.alloc(600, 1) },
  { name: './set/a', bytes: A },
  { name: 'set/b', bytes: B },
];
const EXPECTED = new Map([
  ['set/a', new Uint8Array(A)],
  ['set/b', new Uint8Array(B)],
]);

function changed(bytes: Buffer, at: number): Buffer {
  bytes[at]! ^= 0xff;
  return bytes;
}

function written(bytes: Uint8Array): string {
  const file = join(temporaryFolder(), 'x.tar.gz');
  writeFileSync(file, bytes);
  return file;
}

test('members that are asked for', async () => {
  expect(await readArchive(archiveOf(SOUND), WANTED)).toEqual(EXPECTED);
});

test.skipIf(process.platform === 'win32')('an archive that tar made', async () => {
  const dir = temporaryFolder();
  mkdirSync(join(dir, 'set'));
  writeFileSync(join(dir, 'set', 'a'), A);
  writeFileSync(join(dir, 'set', 'b'), B);
  const file = join(dir, 'x.tar.gz');
  execFileSync('tar', ['-czf', file, '-C', dir, 'set']);
  expect(await readArchive(file, WANTED)).toEqual(EXPECTED);
});

test.each<[string, readonly TarMember[], RegExp]>([
  [
    'a name that leads out',
    [{ name: 'set/../../a', bytes: A }],
    /"set\/\.\.\/\.\.\/a" lies outside of the archive/,
  ],
  ['a name from the root', [{ name: '/etc/passwd', bytes: A }], /"\/etc\/passwd" lies outside/],
  ['a name with a drive', [{ name: 'C:\\a', bytes: A }], /lies outside/],
  ['a symbolic link', [{ name: 'set/a', type: '2', linkName: '/etc/passwd' }], /"set\/a" is a symbolic link/],
  ['a hard link', [{ name: 'set/a', type: '1', linkName: 'x' }], /is a hard link/],
  ['a device', [{ name: 'set/a', type: '3' }], /is a character device/],
  ['a pipe', [{ name: 'set/a', type: '6' }], /is a named pipe/],
  ['a type that nobody knows', [{ name: 'set/a', type: 'Z' }], /of type "Z"/],
  [
    'a member too large',
    [{ name: 'set/a', bytes: Buffer.alloc(101) }],
    /set\/a: 101 bytes; expected at most 100/,
  ],
  ['a size beyond everything', [{ name: 'set/c', size: 0o7777777777 }], /ends in the middle of a member/],
  ['a member twice', [...SOUND, { name: 'set/a', bytes: A }], /holds set\/a twice/],
  ['members without end', Array(1001).fill({ name: 'x' }), /more than 1000 members/],
])('refused: %s', async (_, members, message) => {
  await expect(readArchive(archiveOf(members), WANTED)).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(message),
  });
});

test('a gzip bomb is refused before it takes memory', async () => {
  const bomb = gzipSync(
    Buffer.concat([tar([{ name: 'x', size: 0o3777777777 }]).subarray(0, 512), Buffer.alloc(2 ** 28)]),
  );
  const file = written(bomb);
  const [start, before] = [process.cpuUsage(), process.memoryUsage().rss];
  // As much as all forms of CIFAR-10 together could have.
  await expect(readArchive(file, new Map([['set/a', 600_000_000]]))).rejects.toThrow(
    /holds more than the \d+ bytes that a data set/,
  );
  // Of the processor's time, as tests run side by side; in microseconds.
  expect(process.cpuUsage(start).user).toBeLessThan(1e6);
  expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
});

test('a plain tar archive, whatever it is called', async () => {
  expect(await readArchive(written(tar(SOUND)), WANTED)).toEqual(EXPECTED);
  const old = tar(SOUND);
  // Without "ustar", as tar wrote before POSIX; the checksum falls by the sum of the letters and of the version.
  for (let at = 0; at < old.length; at += 512)
    if (old.toString('latin1', at + 257, at + 262) === 'ustar') {
      const fall = [...old.subarray(at + 257, at + 265)].reduce((sum, byte) => sum + byte, 0);
      old.fill(0, at + 257, at + 265);
      const sum = Number.parseInt(old.toString('latin1', at + 148, at + 154), 8) - fall;
      old.write(sum.toString(8).padStart(6, '0'), at + 148, 'latin1');
    }
  expect(await readArchive(written(old), WANTED)).toEqual(EXPECTED);
});

const page = Buffer.from('\n<!DOCTYPE html>\n<html><body>404 Not Found</body></html>');
const zip = Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(900, 3)]);

test.each<[string, Uint8Array, RegExp]>([
  ['an empty file', Buffer.alloc(0), /no tar archive, plain or in gzip, but an empty file/],
  ['a web page', page, /but a web page \(HTML\)/],
  ['a web page in gzip', gzipSync(page), /holds a web page/],
  ['a long web page in gzip', gzipSync(Buffer.concat([page, Buffer.alloc(600, ' ')])), /holds a web page/],
  ['a pointer of Git LFS', Buffer.from('version https://git-lfs.github.com/spec/v1\n'), /"git lfs pull"/],
  ['a zip archive', zip, /but a zip archive: unpack it, and name the folder/],
  ['bzip2', Buffer.from('BZh91AY&SY'), /bunzip2/],
  ['xz', Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0, 0, 4]), /unxz/],
  ['gzip twice', gzipSync(gzipSync(randomBytes(900))), /holds gzip in gzip: unpack it once/],
  ['a pickle', Buffer.from([0x80, 2, 0x7d, 0x2e]), /but a pickle of Python: name the folder/],
  ['a text', Buffer.from('hello'), /but something else, or truncated or damaged/],
  ['something else in gzip', gzipSync(Buffer.alloc(600, 'x')), /no tar archive, or truncated or damaged/],
  [
    'gzip cut short',
    gzipSync(tar(SOUND)).subarray(0, 90),
    /the gzip data end too early, after 90 bytes: .*broke off/,
  ],
  ['tar cut short', tar(SOUND).subarray(0, 1500), /ends in the middle of a member/],
  ['a damaged member', changed(tar(SOUND), 2048 + 20), /a member's header is truncated or damaged/],
  ['damaged gzip', changed(gzipSync(tar([{ name: 'x', bytes: randomBytes(5000) }])), 4000), /are damaged/],
])('no archive, and why: %s', async (_, bytes, message) => {
  await expect(readArchive(written(bytes), WANTED)).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringMatching(message),
  });
});

test('an archive that is not there, and a folder', async () => {
  await expect(readArchive('/nowhere.tar.gz', WANTED)).rejects.toThrow(/cannot be read \(ENOENT\)/);
  await expect(readArchive(temporaryFolder(), WANTED)).rejects.toThrow(/a folder; expected a file/);
});

test('an archive cut off or changed anywhere: its members as they were, or a user error', async () => {
  const whole = readFileSync(archiveOf(SOUND));
  await assert(
    asyncProperty(
      integer({ min: 0, max: whole.length - 1 }),
      integer({ min: 0, max: 255 }),
      async (at, byte) => {
        const changed = Buffer.from(whole);
        changed[at] = byte;
        for (const bytes of [whole.subarray(0, at), changed]) {
          const result = await readArchive(written(bytes), WANTED).catch((error) => error);
          if (!(result instanceof UserError)) expect(result).toEqual(EXPECTED);
        }
      },
    ),
    { numRuns: 150 },
  );
});

test('any tar inside sound gzip: some members or a user error', async () => {
  await assert(
    asyncProperty(
      uint8Array({ minLength: 1, maxLength: 40 }),
      integer({ min: 0, max: 511 }),
      async (noise, at) => {
        const bytes = tar(SOUND);
        bytes.set(noise, at);
        const result = await readArchive(written(gzipSync(bytes)), WANTED).catch((error) => error);
        expect(result instanceof UserError || result instanceof Map).toBe(true);
      },
    ),
    { numRuns: 150 },
  );
});
