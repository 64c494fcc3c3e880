/**
 * @file Which units dropout keeps: a function of (seed, run, layer, step), so that a resumed run and every engine see the same masks. Each unit
 * takes 16 random bits, so a rate is exact to 2⁻¹⁷.
 */
import { philox4x32 } from '../random/philox.ts';
import { philoxStart } from '../random/stream.ts';

/** Steps of the rate: 16 bits decide of a unit. */
const LEVELS = 2 ** 16;

/** A rate as a unit's bits can meet it, and the factor by which kept units are raised, so that the expectation stays (inverted dropout). */
export const dropoutScale = (rate: number): number => 1 / (1 - Math.round(rate * LEVELS) / LEVELS);

/** Name of a dropout layer's input. */
export const maskName = (layer: string): string => `${layer}.mask`;

/**
 * Writes the masks of step `step`, 1 where a unit is kept: those of a whole batch, sample by sample in row-major order. The half words of
 * the stream's blocks are used from low to high.
 */
export function drawMask(
  into: Uint8Array,
  { rate, layer }: { readonly rate: number; readonly layer: number },
  { seed, run, step }: { readonly seed: number; readonly run: number; readonly step: number },
): void {
  const { key, counter } = philoxStart({ seed, run, purpose: 'dropout', index: step, part: layer });
  const block = new Uint32Array(4);
  const halves = new Uint16Array(8);
  const dropped = Math.round(rate * LEVELS);
  for (let i = 0; i < into.length; i += 8) {
    philox4x32(counter, key, block);
    counter[0]!++;
    for (let k = 0; k < 4; k++) {
      halves[2 * k] = block[k]! & 0xffff;
      halves[2 * k + 1] = block[k]! >>> 16;
    }
    const end = Math.min(8, into.length - i);
    for (let k = 0; k < end; k++) into[i + k] = Number(halves[k]! >= dropped);
  }
}
