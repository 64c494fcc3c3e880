/** @file Images in a file are read as they were written, whichever are asked for, and so by other threads. */
import { openSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../test/tiny-idx.ts';
import { chosenSamples } from './batches/gather.ts';
import { fileSplit } from './file-split.ts';
import { openReader } from './reader.ts';

const SIZE = 3;
const COUNT = 7;
const NUMBERS = Float32Array.from({ length: SIZE * COUNT }, (_, i) => Math.sin(i));
const FROM = 5;

const written = () => {
  const path = join(temporaryFolder(), 'images');
  const bytes = new Uint8Array(NUMBERS.buffer);
  writeFileSync(path, Uint8Array.of(...new Uint8Array(FROM), ...bytes));
  const split = fileSplit(
    { path, descriptor: openSync(path, 'r'), from: FROM, size: SIZE },
    Uint16Array.from({ length: COUNT }, (_, i) => 10 * i),
  );
  return { path, split };
};

const imagesAt = (samples: readonly number[]) =>
  samples.flatMap((sample) => [...NUMBERS.subarray(sample * SIZE, (sample + 1) * SIZE)]);

test('any samples in any order, by the split and by its reader', async () => {
  const { split } = written();
  const reader = await openReader(structuredClone(split.reader));
  const samples = fc.array(fc.nat(COUNT - 1), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(samples, async (asked) => {
      for (const read of [split.read, reader]) {
        const into = new Float32Array(asked.length * SIZE + 1).fill(-1);
        await read(asked, into);
        expect([...into]).toEqual([...imagesAt(asked), -1]);
      }
    }),
  );
});

test('some of them as a split of their own', async () => {
  const { split } = written();
  const some = chosenSamples(split, Int32Array.of(4, 2, 4));
  expect([some.count, [...some.labels]]).toEqual([3, [40, 20, 40]]);
  for (const read of [some.read, await openReader(some.reader)]) {
    const into = new Float32Array(2 * SIZE);
    await read([1, 0], into);
    expect([...into]).toEqual(imagesAt([2, 4]));
  }
});

test('a file that was cut is said to be', async () => {
  const { path, split } = written();
  truncateSync(path, 60);
  await expect(split.read([5, 6], new Float32Array(2 * SIZE))).rejects.toMatchObject({
    exitCode: 3,
    message: expect.stringContaining('ends too early'),
  });
});
