/** @file Work done side by side by a few hands, in order of the list. */

/** Calls `work` for each item, at most `jobs` at a time; none is begun after `stop` is aborted. Resolves when all that were begun are over. */
export async function runPool<Item>(
  items: readonly Item[],
  jobs: number,
  stop: AbortSignal,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const queue = items.values();
  const hand = async () => {
    for (const item of queue) {
      if (stop.aborted) return;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: jobs }, hand));
}
