/** @file Work on something that bears one thing at a time. */

/** Does each piece of work when those before it are over, however they ended. */
export function inTurn(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const now = last.then(work);
    last = now.catch(() => {});
    return now;
  };
}
