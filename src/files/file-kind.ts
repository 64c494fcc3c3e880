/** @file TABLE of what a file is by its first bytes, for files that are not what their names say. */

interface FileKind {
  /** What it is, and what to do instead. */
  readonly told: string;
  readonly is: (start: Uint8Array) => boolean;
}

const starts =
  (...bytes: readonly number[]) =>
  (start: Uint8Array): boolean =>
    start.length >= bytes.length && bytes.every((byte, i) => start[i] === byte);
const textStarts =
  (pattern: RegExp) =>
  (start: Uint8Array): boolean =>
    pattern.test(Buffer.from(start.subarray(0, 512)).toString('latin1'));

export const isGzip = starts(0x1f, 0x8b);

const KINDS: readonly FileKind[] = [
  { told: 'an empty file: copy or download it again', is: (start) => start.length === 0 },
  {
    told: 'a web page (HTML), as servers send instead of a file: see in a browser what it says, and download the file again',
    is: textStarts(/^(\xef\xbb\xbf)?\s*<(!doctype|html|head|body|\?xml)\b/i),
  },
  {
    told: 'a pointer of Git LFS instead of the file: "git lfs pull" brings the file',
    is: textStarts(/^version https:\/\/git-lfs/),
  },
  { told: 'gzip in gzip: unpack it once (gunzip)', is: isGzip },
  { told: 'a zip archive: unpack it, and name the folder', is: starts(0x50, 0x4b, 0x03, 0x04) },
  { told: 'compressed with bzip2: unpack it (bunzip2)', is: starts(0x42, 0x5a, 0x68) },
  { told: 'compressed with xz: unpack it (unxz)', is: starts(0xfd, 0x37, 0x7a, 0x58, 0x5a) },
  { told: 'compressed with zstd: unpack it (unzstd)', is: starts(0x28, 0xb5, 0x2f, 0xfd) },
  { told: 'a 7z archive: unpack it, and name the folder', is: starts(0x37, 0x7a, 0xbc, 0xaf) },
  { told: 'a RAR archive: unpack it, and name the folder', is: starts(0x52, 0x61, 0x72, 0x21) },
  { told: 'an HDF5 file, which is not read', is: starts(0x89, 0x48, 0x44, 0x46) },
  { told: 'a Parquet file, which is not read', is: starts(0x50, 0x41, 0x52, 0x31) },
  { told: 'an array file of NumPy (.npy), which is not read', is: starts(0x93, 0x4e, 0x55, 0x4d) },
  {
    told: 'a pickle of Python: name the folder of the data set',
    is: (start) => starts(0x80)(start) && start[1]! < 6,
  },
];

/** What a file with these first bytes is, in words; undefined where they say nothing. */
export const kindOf = (start: Uint8Array): string | undefined => KINDS.find(({ is }) => is(start))?.told;
