/** @file Room on the disk: ImageNet's needs are those that were measured, and too little is told with what would fit. */
import { expect, test } from 'vitest';
import { bytesNeeded, checkRoom } from './room.ts';

const PICTURES = 1_281_167;
const wanted = { folder: '/', codec: 'raw', size: 256, pictures: PICTURES, kept: 0 } as const;

test('of ImageNet at 256 px', () => {
  const gigabytes = (codec: 'raw' | 'webp' | 'jpeg') => bytesNeeded(codec, 256, PICTURES) / 1e9;
  // 1,281,167 · 3 · 256 · 256 bytes; 200 other pictures took 91,109 to 100,209 bytes each as lossless WebP, and 39,920 as JPEG.
  expect(gigabytes('raw')).toBeCloseTo(251.9, 1);
  expect(gigabytes('webp')).toBeGreaterThan(117);
  expect(gigabytes('webp')).toBeLessThan(128);
  expect(Math.abs(gigabytes('jpeg') / 51 - 1)).toBeLessThan(0.1);
});

test('too little names the codecs that fit, and what is there already counts', () => {
  expect(() => checkRoom({ ...wanted, free: 60e9 })).toThrow(
    expect.objectContaining({
      exitCode: 3,
      message: expect.stringMatching(
        /252 GB as raw; 60 GB free in \/\. Free some space.*fits: about \d+\.\d GB as jpeg .*; about \d+ MB as none/,
      ),
    }),
  );
  expect(() => checkRoom({ ...wanted, free: 60e9 })).not.toThrow(/as webp/);
  checkRoom({ ...wanted, free: 60e9, kept: 200e9 });
  checkRoom({ ...wanted, free: undefined });
});
