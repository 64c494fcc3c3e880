/**
 * @file Which units dropout keeps: a function of (seed, run, layer, step), so that a resumed run and every engine see the same masks. A unit is a bit,
 * and a rate is exact to 2⁻¹⁷. A mask lies as the CPU computes, so that nothing is moved there: places of the map first, then samples, then channels;
 * in a fully connected layer units first, then samples.
 */
import { type Expr, input, type Shape } from '../graph/expr.ts';
import { cast, mul, transpose } from '../graph/ops.ts';
import { bernoulliBits, LEVELS } from '../random/bernoulli.ts';

/** Which way of drawing masks this is: part of every result with dropout, and counted up with each other way. The first drew 16 bits a unit. */
export const MASK_SCHEME = 2;

/** Of 2¹⁶ numbers those whose units are dropped; some are kept at any rate below 1. */
const dropped = (rate: number): number => Math.min(LEVELS - 1, Math.round(rate * LEVELS));

/** What kept units are raised by at a rate as their bits can meet it, so that the expectation stays (inverted dropout). */
export const dropoutScale = (rate: number): number => 1 / (1 - dropped(rate) / LEVELS);

/** Name of a dropout layer's input. */
export const maskName = (layer: string): string => `${layer}.mask`;

/** The second half of the axes before the first: [batch, channels, H, W] to a mask's order, and back. */
function turned<T>(axes: readonly T[]): readonly T[] {
  const half = axes.length / 2;
  return [...axes.slice(half), ...axes.slice(0, half)];
}

/** Shape of the masks of batches of `batch` samples of a shape, 1 where a unit is kept. */
export const maskShape = (sample: Shape, batch: number): Shape => turned([batch, ...sample]);

/** x as dropout of this name and rate leaves it in training; takes its mask as an input. */
export function drop(x: Expr, name: string, rate: number): Expr {
  const mask = input(maskName(name), turned(x.shape), 'bool');
  const factors = mul(cast(mask, 'float32'), dropoutScale(rate));
  return mul(x, transpose(factors, turned(x.shape.map((_, axis) => axis))));
}

/** Bytes of a mask of so many units. */
export const maskBytes = (units: number): number => Math.ceil(units / 8);

/** Writes the mask of step `step` as bits, those of a byte from low to high; if they do not fill the last byte, its others mean nothing. */
export const drawMask = (
  into: Uint8Array,
  { rate, layer }: { readonly rate: number; readonly layer: number },
  { seed, run, step }: { readonly seed: number; readonly run: number; readonly step: number },
): void => bernoulliBits(into, dropped(rate), { seed, run, purpose: 'dropout', index: step, part: layer });

/** The units of every byte there may be, [256, 8], 0 or 1. */
export const UNITS_OF_BYTES = Uint8Array.from({ length: 256 * 8 }, (_, i) => ((i >> 3) >> (i & 7)) & 1);

/** A mask of bits with a byte a unit, 0 or 1: what those take who can't take bits. */
export function spreadMask(bits: Uint8Array, units: number): Uint8Array {
  const bytes = new Uint8Array(units);
  for (let u = 0; u < units; u++) bytes[u] = (bits[u >> 3]! >> (u & 7)) & 1;
  return bytes;
}
