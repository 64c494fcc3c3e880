/**
 * @file Streams of random numbers, each a function of (seed, run, purpose, index) alone: what one purpose draws never
 * shifts what another gets, whatever the activation, the engine, or the point a run was resumed from.
 */
import { philox4x32 } from './philox.ts';

/** What randomness is for, each with its own streams. The numbers are part of every result: add to them, never change one. */
export const PURPOSES = {
  init: 0,
  shuffle: 1,
  dropout: 2,
  augment: 3,
  probe: 4,
  bootstrap: 5,
  evaluate: 6,
} as const;

export type Purpose = keyof typeof PURPOSES;

export interface StreamName {
  /** Any integer from 0 to 2⁵³ − 1. */
  readonly seed: number;
  readonly run: number;
  readonly purpose: Purpose;
  /** Which stream of the purpose, below 2³²: an epoch for shuffle, a parameter for init. */
  readonly index: number;
  /** For a purpose whose index is taken by the step: a layer, say; below 2²⁴, 0 where there is one only. */
  readonly part?: number;
}

export interface RandomStream {
  /** An integer in [0, 2³²). */
  uint32(): number;
  /** A multiple of 2⁻⁵³ in [0, 1). */
  uniform(): number;
  /** An integer in [0, n), each exactly as likely as the others; n from 1 to 2³². */
  below(n: number): number;
  /** A draw from the standard normal distribution. */
  normal(): number;
}

/** Philox's key and first counter for a stream; the blocks after it count up the counter's first word. */
export interface PhiloxStart {
  readonly key: Uint32Array;
  readonly counter: Uint32Array;
}

export const philoxStart = ({ seed, run, purpose, index, part = 0 }: StreamName): PhiloxStart => ({
  key: Uint32Array.of(seed % 2 ** 32, Math.floor(seed / 2 ** 32)),
  counter: Uint32Array.of(0, index, run, PURPOSES[purpose] + part * 2 ** 8),
});

/**
 * Starts a stream at its beginning. Philox takes the seed as its key (low word, high word) and
 * (block, index, run, purpose + 2⁸ · part) as its counter, so no two streams share a block; a stream holds 2³² blocks of four words.
 */
export function randomStream(name: StreamName): RandomStream {
  const { key, counter } = philoxStart(name);
  const block = new Uint32Array(4);
  let used = 4;
  let spareNormal: number | undefined;

  function uint32(): number {
    if (used === 4) {
      philox4x32(counter, key, block);
      counter[0]!++;
      used = 0;
    }
    return block[used++]!;
  }

  // The upper 27 bits of one word and the upper 26 of the next make the 53 bits of a double.
  function uniform(): number {
    const high = uint32() >>> 5;
    const low = uint32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  // A remainder alone would make the small ones likelier; without the first 2³² mod n words (all below n) it does not.
  function below(n: number): number {
    let word = uint32();
    if (word < n) {
      const surplus = 2 ** 32 % n;
      while (word < surplus) word = uint32();
    }
    return word % n;
  }

  // Box and Muller 1958: √(−2 ln u) cos 2πv and √(−2 ln u) sin 2πv are independent normals for uniform u in (0, 1], v in [0, 1).
  // ECMAScript leaves the last bit of log, cos and sin to the implementation; V8 computes them in software, so one version
  // of Node gives the same bits on every machine, and another version may differ in the last bit of a double.
  function normal(): number {
    if (spareNormal !== undefined) {
      const spare = spareNormal;
      spareNormal = undefined;
      return spare;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - uniform()));
    const angle = 2 * Math.PI * uniform();
    spareNormal = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  }

  return { uint32, uniform, below, normal };
}
