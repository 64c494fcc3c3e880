/** @file Many files at a time, but never so many that the system runs out of open ones. */

const AT_ONCE = 32;

/** What `read` gives for each item, in order; so many are under way at most. */
export async function atOnce<T, R>(
  items: readonly T[],
  read: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async () => {
    for (let at = next++; at < items.length; at = next++) results[at] = await read(items[at]!);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
