/** @file The passes of a resize by vectors: passes.wat, and where in its memory everything lies. */
import { type AssembledMemory, openAssembled, PAGE } from '../../files/assembled.ts';
import type { OpenPasses } from './passes.ts';
import { HALF, type Weights } from './triangle.ts';

/** What passes.wat exports. */
interface Compiled {
  readonly memory: AssembledMemory;
  across(from: number, to: number, record: number, stride: number, width: number): void;
  add(from: number, sums: number, weight: number, bytes: number): void;
  planes(sums: number, to: number, pixels: number): void;
}

const VECTOR = 16;
/** Old rows lie in the memory as many at a time as fit in this. */
const BAND = 1 << 20;

const padded = (bytes: number) => Math.ceil(bytes / VECTOR) * VECTOR;

/** As the passes take them: of each new pixel the place of its first old one, how many there are, their weights. */
function recordsOf({ taps, first, count, values }: Weights): Int32Array {
  const words = 2 + taps;
  const records = new Int32Array(words * first.length);
  for (let x = 0; x < first.length; x++) {
    records[words * x] = 3 * first[x]!;
    records[words * x + 1] = count[x]!;
    records.set(values.subarray(taps * x, taps * (x + 1)), words * x + 2);
  }
  return records;
}

/** Passes as a module compiled of passes.wat does them. One resize at a time, as they share its memory. */
export function vectorPasses(file: URL): OpenPasses {
  const compiled = openAssembled<Compiled>(file);
  const { memory } = compiled;
  return ({ height: oldHeight, width: oldWidth, rgb }, weights, height) => {
    const width = weights.first.length;
    // New rows are as wide as whole vectors of each colour.
    const lane = padded(width);
    const [oldBytes, newBytes] = [3 * oldWidth, 3 * lane];
    const rows = Math.min(oldHeight, Math.max(1, Math.floor(BAND / oldBytes)));
    const records = recordsOf(weights);

    const band = padded(records.byteLength);
    const row = band + padded(rows * oldBytes + 1);
    const sums = row + newBytes + VECTOR;
    const planes = sums + 4 * newBytes * height;
    const end = planes + newBytes * height;
    memory.grow(Math.max(0, Math.ceil((end - memory.buffer.byteLength) / PAGE)));
    const bytes = new Uint8Array(memory.buffer);
    new Int32Array(memory.buffer).set(records);
    new Int32Array(memory.buffer, sums, newBytes * height).fill(HALF);

    return {
      across(y) {
        const at = y % rows;
        if (at === 0) bytes.set(rgb.subarray(y * oldBytes, (y + rows) * oldBytes), band);
        compiled.across(band + at * oldBytes, row, 0, 4 * (2 + weights.taps), width);
      },
      add: (i, weight) => compiled.add(row, sums + 4 * newBytes * i, weight, newBytes),
      planes() {
        compiled.planes(sums, planes, lane * height);
        const made = bytes.subarray(planes, end);
        if (lane === width) return made.slice();
        const pixels = new Uint8Array(3 * height * width);
        for (let y = 0; y < 3 * height; y++) pixels.set(made.subarray(y * lane, y * lane + width), y * width);
        return pixels;
      },
    };
  };
}
