/** @file Widths of the hidden layers, in the paper's notation: `8x128` is eight layers of 128 units. */
import { z } from 'zod';
import { integer } from './fields.ts';

const MAX_LAYERS = 1000;
const MAX_UNITS = 100_000;

const EXPECTED = `layers x units such as 8x128, a number of units (1 to ${MAX_UNITS}), or a list of either such as [2x512, 128]; at most ${MAX_LAYERS} layers`;

// The paper writes ×, keyboards write x.
const GROUP = /^([1-9]\d{0,3})[x×]([1-9]\d{0,5})$/;

const units = integer(1, MAX_UNITS);
const group = z.string({ error: EXPECTED }).regex(GROUP, { error: EXPECTED });
const entry = z.union([units, group], { error: EXPECTED });

/** As written: 128, '8x128' or [2x512, 128]; once read: the width of each layer. */
export const hiddenField = z
  .union(
    [
      units,
      group,
      z.array(entry, { error: EXPECTED }).min(1, { error: EXPECTED }).max(MAX_LAYERS, { error: EXPECTED }),
    ],
    {
      error: EXPECTED,
    },
  )
  .transform((written, context): readonly number[] => {
    const groups = (Array.isArray(written) ? written : [written]).map(layersAndUnits);
    const layers = groups.reduce((sum, [count]) => sum + count, 0);
    if (layers > MAX_LAYERS || groups.some(([, width]) => width > MAX_UNITS)) {
      context.addIssue(EXPECTED);
      return z.NEVER;
    }
    return groups.flatMap(([count, width]) => Array<number>(count).fill(width));
  });

function layersAndUnits(written: number | string): readonly [layers: number, units: number] {
  if (typeof written === 'number') return [1, written];
  const [, layers, width] = GROUP.exec(written)!;
  return [Number(layers), Number(width)];
}

/** The shortest way to write widths: [128, 128, 128] is `3x128`, [512, 512, 64] is [2x512, 64]. */
export function writeHidden(widths: readonly number[]): number | string | (number | string)[] {
  const groups: { width: number; count: number }[] = [];
  for (const width of widths) {
    const last = groups.at(-1);
    if (last?.width === width) last.count++;
    else groups.push({ width, count: 1 });
  }
  const written = groups.map(({ width, count }) => (count === 1 ? width : `${count}x${width}`));
  return written.length === 1 ? written[0]! : written;
}
