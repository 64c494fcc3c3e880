/** @file One after another, where doing all at once would fill memory. */

/** What `make` gives for each item, in order. */
export async function inTurn<T, R>(
  items: readonly T[],
  make: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const made: R[] = [];
  for (const item of items) made.push(await make(item));
  return made;
}
