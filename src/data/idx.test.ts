/** @file The IDX reader on good files and hostile ones: a clear error or the true content, never more memory than the file can fill. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { assert, integer, property, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { idxBytes, idxImages, idxLabels, temporaryFolder } from '../../test/tiny-idx.ts';
import { UserError } from '../errors.ts';
import { type IdxFile, type IdxKind, readIdx } from './idx.ts';

function written(bytes: Uint8Array, dir = temporaryFolder()): string {
  const file = join(dir, 'some-idx');
  writeFileSync(file, bytes);
  return file;
}

/** The message of the error, which must be exit code 3 and begin with the file's name. */
function refusal(file: string, kind: IdxKind, labels?: IdxFile): string {
  try {
    readIdx(file, kind, labels);
  } catch (error) {
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).exitCode).toBe(3);
    const { message } = error as UserError;
    expect(message.startsWith(`${file}: `)).toBe(true);
    return message.slice(file.length + 2);
  }
  throw new Error(`${file} was accepted`);
}

const IMAGES = idxImages(2, 2, 3);

describe('reads', () => {
  test.each([
    ['raw', IMAGES],
    ['gzip', gzipSync(IMAGES)],
    ['gzip, stored', gzipSync(IMAGES, { level: 0 })],
    ['gzip in two members', Buffer.concat([gzipSync(IMAGES.subarray(0, 20)), gzipSync(IMAGES.subarray(20))])],
  ])('images, %s', (_, bytes) => {
    const { shape, data, md5 } = readIdx(written(bytes), 'images');
    expect(shape).toEqual([2, 2, 3]);
    expect([...data]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    expect(md5).toBe(createHash('md5').update(IMAGES).digest('hex'));
  });

  test('labels up to 255', () => {
    const { shape, data } = readIdx(written(idxLabels([5, 0, 255])), 'labels');
    expect(shape).toEqual([3]);
    expect([...data]).toEqual([5, 0, 255]);
  });

  test('files many times larger than what is read first, of noise and of zeros', () => {
    const noise = Uint8Array.from({ length: 300_000 }, (_, i) => Math.imul(i, 2654435761) >>> 23);
    for (const pixels of [noise, new Uint8Array(300_000)]) {
      const bytes = idxBytes(2051, [300, 10, 100], pixels);
      expect(readIdx(written(gzipSync(bytes)), 'images').data).toEqual(bytes.subarray(16));
    }
  });
});

describe('refuses', () => {
  test('a missing file, and a folder', () => {
    const dir = temporaryFolder();
    expect(refusal(join(dir, 'absent'), 'images')).toBe('cannot be read (ENOENT).');
    mkdirSync(join(dir, 'folder'));
    expect(refusal(join(dir, 'folder'), 'images')).toBe('a folder; expected a file.');
    symlinkSync(join(dir, 'gone'), join(dir, 'link'));
    expect(refusal(join(dir, 'link'), 'images')).toBe(`a link to ${join(dir, 'gone')}, where nothing is.`);
  });

  test('a pipe, without waiting for it', () => {
    const pipe = join(temporaryFolder(), 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(refusal(pipe, 'images')).toBe('expected a file, found something else.');
  });

  test('a wrong magic number, saying what the file is where that is known', () => {
    expect(refusal(written(idxLabels([1])), 'images')).toBe(
      'byte 0: magic number 2049, an IDX file of labels; expected 2051, an IDX file of images.',
    );
    expect(refusal(written(Buffer.from('PK\x03\x04')), 'labels')).toBe(
      'no IDX file, but a zip archive: unpack it, and name the folder.',
    );
    const page = Buffer.from('<!DOCTYPE html><title>404</title>');
    expect(refusal(written(page), 'labels')).toMatch(/^no IDX file, but a web page \(HTML\)/);
    expect(refusal(written(gzipSync(page)), 'labels')).toMatch(/^no IDX file, but a web page \(HTML\)/);
    expect(refusal(written(gzipSync(gzipSync(IMAGES))), 'images')).toMatch(/^no IDX file, but gzip in gzip/);
    expect(refusal(written(Buffer.from('hello')), 'labels')).toBe(
      'byte 0: magic number 1751477356; expected 2049, an IDX file of labels.',
    );
  });

  test.each([0, 3, 4, 15])('a file that ends after %i bytes, inside the header', (length) => {
    const message = `ends after ${length} bytes; expected an IDX header of 16.`;
    expect(refusal(written(IMAGES.subarray(0, length)), 'images')).toBe(message);
    expect(refusal(written(gzipSync(IMAGES.subarray(0, length))), 'images')).toBe(message);
  });

  test('a dimension of 0', () => {
    expect(refusal(written(idxBytes(2051, [1, 0, 3], [])), 'images')).toBe(
      'byte 8: rows is 0; expected at least 1.',
    );
  });

  test('raw files a byte short and a byte long', () => {
    const announced = 'its header announces 2 × 2 × 3 values, 28 bytes with the header, but the file has';
    expect(refusal(written(IMAGES.subarray(0, 27)), 'images')).toContain(`${announced} 27: `);
    expect(refusal(written(Buffer.concat([IMAGES, Buffer.of(0)])), 'images')).toContain(`${announced} 29: `);
  });

  test('gzip of content a byte short and a byte long', () => {
    expect(refusal(written(gzipSync(IMAGES.subarray(0, 27))), 'images')).toContain(
      'but 27 are there: truncated',
    );
    expect(refusal(written(gzipSync(Buffer.concat([IMAGES, Buffer.of(0)]))), 'images')).toContain(
      'holds more than the 28 bytes its header announces',
    );
  });

  test('gzip files that are cut, or have another check sum', () => {
    const zipped = gzipSync(idxImages(40, 20, 20));
    expect(refusal(written(zipped.subarray(0, -9)), 'images')).toContain(
      `the gzip data end too early, after ${zipped.length - 9} bytes: truncated`,
    );
    zipped[zipped.length - 8]! ^= 1;
    expect(refusal(written(zipped), 'images')).toContain('gzip data are damaged (Z_DATA_ERROR)');
  });

  test('another number of images than of labels, before the images are read', () => {
    const labels = readIdx(written(idxLabels([1, 2, 3])), 'labels');
    expect(refusal(written(IMAGES.subarray(0, 16)), 'images', labels)).toBe(
      `byte 4: 2 images; expected 3, as in ${labels.file}.`,
    );
  });
});

describe('takes no memory for what a file only claims', () => {
  const lie = idxBytes(2051, [2 ** 31, 28, 28], [1, 2, 3]);
  const resident = () => process.memoryUsage().rss;

  test.each([
    ['2³¹ images in a raw file of 19 bytes', lie, 'expected at most 2147483647 bytes'],
    ['the same in gzip', gzipSync(lie), 'expected at most 2147483647 bytes'],
    [
      '2³² − 1 in every dimension',
      idxBytes(2051, [2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1], []),
      'expected at most',
    ],
    ['2 million images in a raw file', idxBytes(2051, [2e6, 28, 28], [1]), 'but the file has 17'],
    ['2 million images in gzip', gzipSync(idxBytes(2051, [2e6, 28, 28], [1])), 'but the gzip file has'],
    [
      'a gzip bomb: 200 MB where the header announces 200 kB',
      gzipSync(Buffer.concat([idxBytes(2051, [200, 10, 100], []), Buffer.alloc(2e8)])),
      'holds more than the 200016 bytes',
    ],
  ])('%s', (_, bytes, message) => {
    const file = written(bytes);
    const before = resident();
    const start = performance.now();
    expect(refusal(file, 'images')).toContain(message);
    expect(performance.now() - start).toBeLessThan(1000);
    expect(resident() - before).toBeLessThan(100e6);
  });

  test('a sparse file of 8 GB, raw or called gzip', () => {
    for (const head of [IMAGES, gzipSync(IMAGES)]) {
      const file = written(head);
      truncateSync(file, 8e9);
      expect(refusal(file, 'images')).toContain('file has 8000000000: truncated or damaged');
    }
  });
});

describe('any damage is an error or changes nothing but values', () => {
  test('bytes at random', () => {
    const dir = temporaryFolder();
    assert(
      property(uint8Array({ maxLength: 64 }), (bytes) => {
        expect(refusal(written(bytes, dir), 'images')).not.toBe('');
      }),
    );
  });

  test('a file cut at any length', () => {
    const bytes = idxImages(3, 5, 7);
    const zipped = gzipSync(bytes);
    const dir = temporaryFolder();
    for (let length = 0; length < bytes.length; length++)
      refusal(written(bytes.subarray(0, length), dir), 'images');
    for (let length = 0; length < zipped.length; length++)
      refusal(written(zipped.subarray(0, length), dir), 'images');
  });

  test('any bit of a gzip file flipped: refused, or the content is the same', () => {
    const bytes = idxImages(3, 5, 7);
    const zipped = gzipSync(bytes);
    const md5 = createHash('md5').update(bytes).digest('hex');
    const dir = temporaryFolder();
    assert(
      property(integer({ min: 0, max: 8 * zipped.length - 1 }), (bit) => {
        const flipped = Buffer.from(zipped);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        const file = written(flipped, dir);
        try {
          expect(readIdx(file, 'images').md5).toBe(md5);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
      { numRuns: 500 },
    );
  });
});
