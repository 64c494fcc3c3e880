/** @file When another thread pays: where training has waited for what threads make, as long as one more has made it wait less. */

/** Time over which it is measured, and of it what is too little to do anything about. */
const WINDOW_MS = 1000;
const LITTLE = 0.03;
/** Waiting that is no less than this, of what it was, is not worth a thread: the cores have other work. */
const GAIN = 0.8;

export interface Growth {
  /** Takes note of a wait from one moment to another, and says whether there should be another thread. */
  waited(from: number, to: number): boolean;
}

/** As of now there is one thread; `most` there may be. */
export function threadGrowth(most: number): Growth {
  let left = most - 1;
  let before = Infinity;
  let isNew = false;
  let since: number | undefined;
  let waited = 0;
  return {
    waited(from, to) {
      // The first wait is for the thread to begin.
      since ??= to;
      if (left === 0 || to === since) return false;
      waited += to - from;
      if (to - since < WINDOW_MS) return false;
      const share = waited / (to - since);
      [since, waited] = [to, 0];
      // As is some of the window after another one has begun.
      if (isNew) {
        isNew = false;
        return false;
      }
      if (share < LITTLE) return false;
      if (share > GAIN * before) {
        left = 0;
        return false;
      }
      before = share;
      isNew = true;
      left--;
      return true;
    },
  };
}
