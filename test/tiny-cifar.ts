/** @file Writes small CIFAR files, python batches and archives, sound and otherwise. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PIXELS } from '../src/data/cifar/layout.ts';
import { temporaryFolder } from './tiny-idx.ts';

/** Records of the binary form: these labels each, and pixels that differ in every record and channel. */
export const cifarRecords = (labels: readonly (readonly number[])[]): Buffer =>
  Buffer.concat(
    labels.map((of, record) =>
      Buffer.from([...of, ...Array.from({ length: PIXELS }, (_, i) => (record * 31 + i * 7) % 256)]),
    ),
  );

/** The two files of a CIFAR-100 of five and two records. */
export const TINY_CIFAR100 = {
  'train.bin': cifarRecords([
    [11, 19],
    [15, 29],
    [4, 0],
    [14, 11],
    [1, 99],
  ]),
  'test.bin': cifarRecords([
    [10, 49],
    [19, 33],
  ]),
};

export const folderWith = (files: Readonly<Record<string, Uint8Array>>): string => {
  const dir = temporaryFolder();
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(dir, name), bytes);
  return dir;
};

export interface TarMember {
  readonly name: string;
  readonly bytes?: Uint8Array;
  readonly type?: string;
  /** What the header says instead of the length. */
  readonly size?: number;
  readonly linkName?: string;
}

const field = (text: string, length: number): Buffer => Buffer.from(text.padEnd(length, '\0'), 'latin1');

/** A member in ustar format: header, content, padding. */
const tarMember = ({
  name,
  bytes = Buffer.alloc(0),
  type = '0',
  size = bytes.length,
  linkName = '',
}: TarMember) => {
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`;
  const header = Buffer.concat([
    field(name, 100),
    field('0000644\0' + '0000000\0' + '0000000\0', 24),
    field(octal(size, 12) + octal(0, 12), 24),
    field('        ', 8),
    field(type + linkName, 101),
    field('ustar\x0000', 8),
    Buffer.alloc(247),
  ]);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return Buffer.concat([header, bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
};

/** A tar archive, without gzip. */
export const tar = (members: readonly TarMember[]): Buffer =>
  Buffer.concat([...members.map(tarMember), Buffer.alloc(1024)]);

/** Writes an archive and returns its path. */
export const archiveOf = (members: readonly TarMember[], change = (tgz: Buffer) => tgz): string => {
  const file = join(temporaryFolder(), 'archive.tar.gz');
  writeFileSync(file, change(gzipSync(tar(members))));
  return file;
};

const string = (bytes: Uint8Array): Buffer => {
  const short = bytes.length < 256;
  const length = Buffer.alloc(short ? 1 : 4);
  if (short) length.writeUInt8(bytes.length);
  else length.writeUInt32LE(bytes.length);
  return Buffer.concat([Buffer.from(short ? 'U' : 'T'), length, bytes]);
};
const text = (value: string) => string(Buffer.from(value, 'latin1'));
const int = (value: number) => {
  const bytes = Buffer.from([0x4a, 0, 0, 0, 0]);
  bytes.writeInt32LE(value, 1);
  return bytes;
};
const raw = (value: string) => Buffer.from(value, 'latin1');

/** A python batch as Python 2's cPickle and NumPy write it (protocol 2); `pickle.loads(…, encoding='bytes')` reads it. */
export const pythonBatch = (records: Buffer, labelKeys: readonly string[]): Buffer => {
  const size = labelKeys.length + PIXELS;
  const rows = Array.from({ length: records.length / size }, (_, i) =>
    records.subarray(i * size, (i + 1) * size),
  );
  const lists = labelKeys.flatMap((key, i) => [
    text(key),
    raw(']q\x02('),
    ...rows.map((row) => int(row[i]!)),
    raw('e'),
  ]);
  return Buffer.concat([
    raw('\x80\x02}q\x01('),
    ...lists,
    text('data'),
    raw('cnumpy.core.multiarray\n_reconstruct\nq\x03cnumpy\nndarray\nq\x04K\x00\x85U\x01b\x87Rq\x05('),
    raw('K\x01'),
    int(rows.length),
    int(PIXELS),
    raw(
      '\x86cnumpy\ndtype\nq\x06U\x02u1K\x00K\x01\x87Rq\x07(K\x03U\x01|NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89',
    ),
    string(Buffer.concat(rows.map((row) => row.subarray(labelKeys.length)))),
    raw('tbu.'),
  ]);
};
