/** @file Writes small CIFAR files and python batches. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
