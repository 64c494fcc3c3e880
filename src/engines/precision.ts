/**
 * @file What products of float32 numbers are rounded to on NVIDIA GPUs: their libraries take TF32, with 11 bits, unless the environment forbids it.
 * They read it when they are first used, so that it is one for all of a process.
 */
export const PRECISIONS = ['float32', 'tf32'] as const;
export type Precision = (typeof PRECISIONS)[number];

/** NVIDIA's: with 0 no library of theirs rounds to TF32, whatever the program asks for. No other value has a meaning. */
const OVERRIDE = 'NVIDIA_TF32_OVERRIDE';

let settled: Precision | undefined;

/** Settles it, before anything computes on a GPU, if it is not settled; what it then is. */
export function settlePrecision(precision: Precision = 'float32'): Precision {
  if (settled === undefined) {
    settled = precision;
    if (precision === 'float32') process.env[OVERRIDE] = '0';
    else delete process.env[OVERRIDE];
  }
  return settled;
}
