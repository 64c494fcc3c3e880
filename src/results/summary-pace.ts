/** @file While runs train, summary.csv is made anew from time to time: not after each of them, which in a sweep of thousands would take longer than the runs. */

/** Of the time, at most. */
const SHARE = 0.03;
/** Sweeps that are over sooner get it at their end. */
const FIRST_MS = 3000;

/** `write`, called whenever something has ended; does nothing as long as writing would take too much of the time. */
export function paced(write: () => Promise<unknown>): () => Promise<void> {
  let next = performance.now() + FIRST_MS;
  return async () => {
    const began = performance.now();
    if (began < next) return;
    await write();
    const ended = performance.now();
    next = ended + (ended - began) / SHARE;
  };
}
