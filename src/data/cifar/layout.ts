/** @file TABLE of the CIFAR data sets: which files they consist of, and the checksums by which each is known. */

export interface CifarFile {
  readonly name: string;
  readonly split: 'train' | 'test';
  /** Records of the published file; one of a folder of the user's own may have fewer. */
  readonly records: number;
  /** sha1 of the binary file, whatever form it was read from. */
  readonly sha1: string;
}

export interface CifarLayout {
  readonly title: string;
  /** Classes of each label byte that a record begins with. The last one is what is trained on. */
  readonly labels: readonly number[];
  readonly files: readonly CifarFile[];
}

/** A record of the binary form: its labels, one byte each, then red, green and blue planes of 32 × 32 bytes. */
export const PIXELS = 3 * 32 * 32;

/**
 * Krizhevsky 2009, https://www.cs.toronto.edu/~kriz/cifar.html. The sums of the binary files are those that Apache MXNet publishes
 * (python/mxnet/gluon/data/vision/datasets.py).
 */
const TABLE = {
  cifar10: {
    title: 'CIFAR-10',
    labels: [10],
    files: [
      ...[
        'aadd24acce27caa71bf4b10992e9e7b2d74c2540',
        'c0ba65cce70568cd57b4e03e9ac8d2a5367c1795',
        '1dd00a74ab1d17a6e7d73e185b69dbf31242f295',
        'aab85764eb3584312d3c7f65fd2fd016e36a258e',
        '26e2849e66a845b7f1e4614ae70f4889ae604628',
      ].map((sha1, i) => ({
        name: `data_batch_${i + 1}.bin`,
        split: 'train' as const,
        records: 10_000,
        sha1,
      })),
      {
        name: 'test_batch.bin',
        split: 'test',
        records: 10_000,
        sha1: '67eb016db431130d61cd03c7ad570b013799c88c',
      },
    ],
  },
  // Coarse label, fine label.
  cifar100: {
    title: 'CIFAR-100',
    labels: [20, 100],
    files: [
      {
        name: 'train.bin',
        split: 'train',
        records: 50_000,
        sha1: 'e207cd2e05b73b1393c74c7f5e7bea451d63e08e',
      },
      { name: 'test.bin', split: 'test', records: 10_000, sha1: '8fb6623e830365ff53cf14adec797474f5478006' },
    ],
  },
} as const satisfies Record<string, CifarLayout>;

export type CifarName = keyof typeof TABLE;

export const CIFAR: Readonly<Record<CifarName, CifarLayout>> = TABLE;

export const cifarNames = Object.keys(CIFAR) as CifarName[];

/** Bytes of a record. */
export const recordBytes = ({ labels }: CifarLayout): number => labels.length + PIXELS;
