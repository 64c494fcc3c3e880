/** @file The room on the disk: what the prepared pictures will take of it, what is free, and in which forms they would fit. */
import { statfs } from 'node:fs/promises';
import { dataError } from '../../errors.ts';
import { nearestFolder } from '../../files/new-folder.ts';
import { byteSize } from '../../text/bytes.ts';
import { CODECS, type CodecName, codecNames } from '../pictures/codecs.ts';

/** Of each picture beside its pixels: its label, its place in tables; of one without pixels where it lies. */
const BYTES_BESIDE = 16;
const BYTES_OF_PLACE = 128;

/** Bytes of so many pictures, about. */
export const bytesNeeded = (codec: CodecName, size: number, pictures: number): number =>
  Math.ceil(
    pictures *
      (size * size * CODECS[codec].bytesPerPixel +
        BYTES_BESIDE +
        (CODECS[codec].encode ? 0 : BYTES_OF_PLACE)),
  );

/** Bytes free to this user where a folder is or will be; undefined where the system does not say. */
export async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(nearestFolder(folder));
    return bavail * bsize;
  } catch {
    return undefined;
  }
}

interface Wanted {
  readonly folder: string;
  readonly codec: CodecName;
  readonly size: number;
  readonly pictures: number;
  /** That are there already. */
  readonly kept: number;
  readonly free: number | undefined;
}

/** What is needed and free, for people. */
export const roomText = ({ folder, codec, size, pictures, kept, free }: Wanted): string =>
  `${needText(codec, size, pictures)}${kept > 0 ? `, of which ${byteSize(kept)} are there` : ''}; ` +
  `${free === undefined ? 'what is free is not known' : `${byteSize(free)} free`} in ${nearestFolder(folder)}`;

const needText = (codec: CodecName, size: number, pictures: number): string =>
  `${codec === 'raw' ? '' : 'about '}${byteSize(bytesNeeded(codec, size, pictures))} as ${codec}`;

/** @throws UserError (exit code 3) where there is too little room, with the codecs that would fit. */
export function checkRoom(wanted: Wanted): void {
  const { codec, size, pictures, kept, free } = wanted;
  if (free === undefined || bytesNeeded(codec, size, pictures) - kept <= free) return;
  const fitting = codecNames.filter((other) => bytesNeeded(other, size, pictures) <= free + kept);
  const others =
    fitting.length === 0
      ? ''
      : `, or take a codec that fits: ${fitting.map((other) => `${needText(other, size, pictures)} (${CODECS[other].summary})`).join('; ')}`;
  throw dataError(
    `too little room: ${roomText(wanted)}. Free some space, choose another data folder with ELU_BENCH_DATA${others}.`,
  );
}
