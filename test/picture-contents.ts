/** @file What the pictures of a list hold, for tests of those who find them. */
import { readFileSync } from 'node:fs';
import type { PictureList } from '../src/data/sources/source.ts';

/** Class and bytes of each picture of a list, read where it says that they are. */
export const contents = ({ labels, place }: PictureList) =>
  [...labels].map((label, i) => {
    const { path, offset, length } = place(i);
    return [
      label,
      readFileSync(path)
        .subarray(offset, offset + length)
        .toString('base64'),
    ];
  });
