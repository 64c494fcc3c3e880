/** @file Results in the order of what they are asked for, some of which are under way meanwhile. */

/** What `ask` gives for each item, in order; so many are under way at most. */
export async function* inOrder<T, R>(
  items: Iterable<T>,
  ask: (item: T) => Promise<R>,
  most: number,
): AsyncGenerator<readonly [T, R]> {
  const asked: { readonly item: T; readonly result: Promise<R> }[] = [];
  for (const item of items) {
    const result = ask(item);
    // Whoever takes it is told of a failure; nobody need be when it is dropped.
    result.catch(() => {});
    asked.push({ item, result });
    if (asked.length < most) continue;
    const first = asked.shift()!;
    yield [first.item, await first.result];
  }
  for (const { item, result } of asked) yield [item, await result];
}
