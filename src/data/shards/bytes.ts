/** @file Module that reads prepared pictures as bytes, in any thread. */

import { dataError } from '../../errors.ts';
import { CODECS, type CodecName } from '../pictures/codecs.ts';
import { decodePicture } from '../pictures/decode.ts';
import { resizePicture } from '../pictures/resize.ts';
import type { ReadBytes, Reader } from '../reader.ts';
import { readPlace } from './kept-place.ts';
import { openRecords, type Records, type SplitFiles } from './shard-files.ts';

/** A split of a store, and how its records become pixels. */
export interface SplitTold extends SplitFiles {
  readonly size: number;
  readonly codec: CodecName;
  /** Folder of the source. */
  readonly root: string;
}

/** So many are decoded at a time, which is as many as Node does by default. */
const AT_ONCE = 4;

/** How any thread reads this split. */
export const bytesReader = (told: SplitTold): Reader<ReadBytes> => ({ module: import.meta.url, told });

/** As readers are opened. */
export function open(told: SplitTold): ReadBytes {
  const records = openRecords(told);
  return told.codec === 'raw' ? plainReader(records, told) : decodingReader(records, told);
}

/** Reads records that are pixels to where these are wanted; those that follow each other at once. */
const plainReader =
  (records: Records, { size }: SplitTold): ReadBytes =>
  async (samples, into) => {
    const one = 3 * size * size;
    for (let from = 0, end = 0; from < samples.length; from = end) {
      const spot = records.find(samples[from]!);
      for (end = from + 1; end < samples.length && samples[end] === samples[end - 1]! + 1; end++)
        if (records.find(samples[end]!).shard !== spot.shard) break;
      const count = end - from;
      if (records.length(spot, count) !== count * one)
        throw dataError(
          `${records.name(spot)}: ${records.length(spot, count)} bytes in ${count}; expected ${count * one}. It is damaged; prepare the data anew.`,
        );
      records.read(spot, count, into.subarray(from * one, end * one));
    }
  };

/** Reads records of which pixels are to be made. */
function decodingReader(records: Records, told: SplitTold): ReadBytes {
  const decode = decoderOf(told);
  const one = 3 * told.size * told.size;
  const readOne = async (sample: number, into: Uint8Array) => {
    const spot = records.find(sample);
    const record = new Uint8Array(records.length(spot, 1));
    records.read(spot, 1, record);
    into.set(await decode(record, records.name(spot)));
  };
  return async (samples, into) => {
    let next = 0;
    const worker = async () => {
      for (let i = next++; i < samples.length; i = next++)
        await readOne(samples[i]!, into.subarray(i * one, (i + 1) * one));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  };
}

/** What makes pixels of a record. */
function decoderOf({
  codec,
  size,
  root,
}: SplitTold): (record: Uint8Array, where: string) => Promise<Uint8Array> {
  const { decode } = CODECS[codec];
  if (decode) return (record, where) => decode(record, size, where);
  return async (record, where) => {
    const { bytes, name } = readPlace(record, root, where);
    return resizePicture(await decodePicture(bytes, name), size, size).pixels;
  };
}
