/** @file Writes tar archives, sound and otherwise. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { temporaryFolder } from './tiny-idx.ts';

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
