/** @file Brings the images of a split to a device, to stay there. */
import type { Split } from '../../../data/dataset.ts';
import { size } from '../../../shape.ts';
import type { Device } from '../device.ts';
import { BYTES, tablesOf } from './byte-tables.ts';
import type { DeviceImages, Part } from './device-images.ts';
import { openUpload } from './upload.ts';

/** Bytes of a part: what every device binds at once. */
const PART_BYTES = 2 ** 27;

/** How images lie on a device: as bytes, unless only their numbers are known. */
const typeOf = ({ resident }: Split): DeviceImages['type'] =>
  resident?.values instanceof Uint8Array ? 'uint8' : 'float32';

const FLOAT_BYTES = Float32Array.BYTES_PER_ELEMENT;

/** Bytes that a sample takes on a device: its image and, with contrast, its table. */
function sampleBytes(split: Split, sampleShape: readonly number[]): readonly [image: number, table: number] {
  const numbers = size(sampleShape);
  if (typeOf(split) === 'float32') return [numbers * FLOAT_BYTES, 0];
  return [numbers, split.resident!.contrast ? BYTES * FLOAT_BYTES : 0];
}

/** Bytes that the images of a split take on a device. */
export function deviceBytes(split: Split, sampleShape: readonly number[]): number {
  const [image, table] = sampleBytes(split, sampleShape);
  return split.count * (image + table);
}

/** Samples whose images, and whose tables, a device binds at once. */
const samplesOfPart = (...of: Parameters<typeof sampleBytes>): number =>
  Math.floor(PART_BYTES / Math.max(...sampleBytes(...of)));

/**
 * Sends the images of a split to a device, where they stay.
 * @throws Error of the device's, where it has no room for them.
 */
export async function sendImages(
  of: { readonly device: Device; readonly threads: number },
  split: Split,
  sampleShape: readonly number[],
  partSize: number = samplesOfPart(split, sampleShape),
): Promise<DeviceImages> {
  const [numbers, type] = [size(sampleShape), typeOf(split)];
  const rows = await openUpload(of, type, numbers);
  const contrast = split.resident?.contrast;
  const tables = contrast && (await openUpload(of, 'float32', BYTES));
  const parts: Part[] = [];
  const free = async (): Promise<void> => {
    for (const { rows, table } of parts) {
      rows.dispose();
      table?.dispose();
    }
    await rows.close();
    await tables?.close();
  };
  try {
    for (let first = 0; first < split.count; first += partSize) {
      const count = Math.min(partSize, split.count - first);
      parts.push({
        rows: await rows.rows(await read(split, first, count, numbers)),
        ...(tables && { table: await tables.rows(tablesOf(contrast, first, count)) }),
      });
    }
    return { type, parts, partSize, free };
  } catch (error) {
    await free();
    throw error;
  }
}

/** Some samples as they are sent, in memory that is not shared. */
async function read(
  split: Split,
  first: number,
  count: number,
  numbers: number,
): Promise<Float32Array | Uint8Array> {
  const values = split.resident?.values;
  if (values instanceof Uint8Array) return values.slice(first * numbers, (first + count) * numbers);
  const images = new Float32Array(count * numbers);
  await split.read(
    Int32Array.from({ length: count }, (_, i) => first + i),
    images,
  );
  return images;
}
