/** @file A source of files in folders, from the pictures of each class. */
import { createHash } from 'node:crypto';
import type { KeptSource } from './layout.ts';
import { type Columns, type KeptList, listOf } from './pictures.ts';

export interface Found {
  readonly title: string;
  readonly root: string;
  readonly classes: readonly string[];
  /** Pictures of each class, in their order. */
  readonly train: readonly Columns[];
  readonly test: readonly Columns[];
  readonly remarks: readonly string[];
}

export function folderSource({ train, test, ...found }: Found): KeptSource {
  const list = (classes: readonly Columns[]) => listOf({ kind: 'folder', path: found.root }, classes);
  const [training, testing] = [list(train), list(test)];
  return {
    ...found,
    train: training,
    test: testing,
    checksums: { 'names and sizes (SHA-256)': fingerprint(training, testing) },
    archives: [],
  };
}

/** The same wherever the folder lies, and another where a picture came, went, or has another length. */
function fingerprint(...lists: readonly KeptList[]): string {
  const hash = createHash('sha256');
  for (const { classes } of lists)
    for (const { lengths, ends, names } of classes)
      for (const { buffer, byteOffset, byteLength } of [Uint32Array.of(ends.length), lengths, ends, names])
        hash.update(new Uint8Array(buffer, byteOffset, byteLength));
  return hash.digest('hex');
}
