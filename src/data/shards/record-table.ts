/** @file The end of a shard: how long each of its records is, four bytes each, the lowest first. */
import { dataError } from '../../errors.ts';

const WIDTH = Uint32Array.BYTES_PER_ELEMENT;

/** Bytes of the table of so many records. */
export const tableBytes = (records: number): number => records * WIDTH;

/** What stands behind records of these lengths. */
export function encodeTable(lengths: ArrayLike<number>): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(tableBytes(lengths.length)));
  for (let i = 0; i < lengths.length; i++) bytes.setUint32(i * WIDTH, lengths[i]!, true);
  return new Uint8Array(bytes.buffer);
}

/**
 * Where each record begins, and where the last one ends.
 * @throws UserError (exit code 3) where they are not as many bytes as there are before the table.
 */
export function recordStarts(table: Uint8Array, bytes: number, file: string): Float64Array {
  const view = new DataView(table.buffer, table.byteOffset, table.byteLength);
  const starts = new Float64Array(table.length / WIDTH + 1);
  for (let i = 1; i < starts.length; i++) starts[i] = starts[i - 1]! + view.getUint32((i - 1) * WIDTH, true);
  if (starts.at(-1) === bytes) return starts;
  throw dataError(
    `${file}: the lengths of its records are ${starts.at(-1)} bytes together, but there are ${bytes}: it is damaged. Prepare the data anew.`,
  );
}
