/** @file Archives: members asked for are read, and every attack of the trade is refused, quickly and without much memory. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { assert, asyncProperty, integer, uint8Array } from 'fast-check';
import { expect, test } from 'vitest';
import { archiveOf, type TarMember, tar } from '../../test/tiny-cifar.ts';
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

const written = (bytes: Uint8Array): string => {
  const file = join(temporaryFolder(), 'x.tar.gz');
  writeFileSync(file, bytes);
  return file;
};

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
  const [start, before] = [performance.now(), process.memoryUsage().rss];
  // As much as all forms of CIFAR-10 together could have.
  await expect(readArchive(file, new Map([['set/a', 600_000_000]]))).rejects.toThrow(
    /holds more than the \d+ bytes that a data set/,
  );
  expect(performance.now() - start).toBeLessThan(1000);
  expect(process.memoryUsage().rss - before).toBeLessThan(200e6);
});

test('no archive at all, or one that is not there', async () => {
  await expect(readArchive(written(Buffer.from('hello')), WANTED)).rejects.toThrow(
    /gzip data are truncated or damaged/,
  );
  await expect(readArchive(written(gzipSync(Buffer.alloc(600, 'x'))), WANTED)).rejects.toThrow(
    /no tar archive/,
  );
  await expect(readArchive('/nowhere.tar.gz', WANTED)).rejects.toThrow(/cannot be read \(ENOENT\)/);
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
