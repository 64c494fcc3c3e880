/** @file Cuts crops out of bytes by vectors, as cut.wat does: the bits of cut.ts in a quarter of the time. */
import { existsSync } from 'node:fs';
import { type AssembledMemory, openAssembled, PAGE } from '../../files/assembled.ts';
import { type Cut, cutBytes, type Place } from './cut.ts';
import type { Cutting } from './cutting.ts';

/** Room for whole images, and what cuts crops out of those that lie there. */
export interface Table<Values> {
  readonly room: Values;
  /** Writes a crop of the image that begins at `at` of the room into `into`, from its element `to` on. */
  cut(at: number, place: Place, into: Float32Array, to: number): void;
}

type CutChannel = (
  bytes: number,
  mean: number,
  rows: number,
  columns: number,
  width: number,
  to: number,
) => void;

/** What cut.wat exports. */
interface Compiled {
  readonly memory: AssembledMemory;
  readonly ahead: CutChannel;
  readonly back: CutChannel;
}

const FLOAT = Float32Array.BYTES_PER_ELEMENT;
/** Bytes beside everything that vectors read and write. */
const MARGIN = 64;

// Run from its sources, as tests are, the package has no such file.
const MODULE = new URL('./cut.wasm', import.meta.url);

/** A table for `most` bytes of whole images, of which a mean is subtracted. */
export const byteTable = (
  shape: Pick<Cutting, 'whole' | 'crop'>,
  most: number,
  mean: Float32Array | undefined,
  file = MODULE,
): Table<Uint8Array> =>
  existsSync(file)
    ? vectorTable(shape, most, mean, file)
    : plainTable(new Uint8Array(most), cutBytes(shape, mean));

/** A table that cuts so. */
export const plainTable = <Values>(room: Values, cut: Cut<Values>): Table<Values> => ({
  room,
  cut: (...of) => cut(room, ...of),
});

function vectorTable(
  shape: Pick<Cutting, 'whole' | 'crop'>,
  most: number,
  mean: Float32Array | undefined,
  file: URL,
): Table<Uint8Array> {
  const {
    whole: [channels, height, width],
    crop: [rows, columns],
  } = shape;
  const { memory, ahead, back } = openAssembled<Compiled>(file);
  const [plane, cropped] = [height * width, rows * columns];
  const means = MARGIN;
  const crops = means + FLOAT * channels * plane + MARGIN;
  const images = crops + FLOAT * channels * cropped + MARGIN;
  memory.grow(Math.ceil((images + most + MARGIN) / PAGE));
  // Without a mean there are the zeros of fresh memory.
  if (mean) new Float32Array(memory.buffer, means, mean.length).set(mean);
  const crop = new Float32Array(memory.buffer, crops, channels * cropped);
  const plain = plainTable(new Uint8Array(memory.buffer, images, most), cutBytes(shape, mean));
  return {
    room: plain.room,
    cut(at, place, into, to) {
      const { top, left, flip } = place;
      const isInside = top >= 0 && left >= 0 && top + rows <= height && left + columns <= width;
      if (!isInside) return plain.cut(at, place, into, to);
      const cutChannel = flip ? back : ahead;
      for (let i = 0; i < channels; i++) {
        const channel = flip ? channels - 1 - i : i;
        const from = channel * plane + top * width + left;
        const target = crops + FLOAT * channel * cropped;
        cutChannel(images + at + from, means + FLOAT * from, rows, columns, width, target);
      }
      into.set(crop, to);
    },
  };
}
