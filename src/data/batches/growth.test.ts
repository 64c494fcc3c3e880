/** @file Another thread where training waits, as long as that helps. */
import { expect, it } from 'vitest';
import { threadGrowth } from './growth.ts';

/** How many threads there are after each of so many seconds of ten calls, of which `share(threads)` is waited. */
function grown(most: number, share: (threads: number) => number, seconds = 12): readonly number[] {
  const growth = threadGrowth(most);
  let threads = 1;
  const counts: number[] = [];
  let now = 5000;
  for (let call = 0; call < 10 * seconds; call++) {
    const waited = 100 * share(threads);
    now += 100;
    if (growth.waited(now - waited, now)) threads++;
    if (call % 10 === 9) counts.push(threads);
  }
  return counts;
}

it('leaves one thread where training hardly waits', () => {
  expect(grown(8, () => 0.02).at(-1)).toBe(1);
});

it('grows until training waits no more', () => {
  const counts = grown(8, (threads) => Math.max(0, 1 - threads / 3));
  expect(counts.at(-1)).toBe(3);
  // Two seconds each at least: one to see it, and one in which the new thread begins.
  expect(counts.indexOf(3)).toBeGreaterThan(counts.indexOf(2) + 1);
});

it('has no more than it may', () => {
  expect(grown(4, (threads) => 1 / (1 + threads)).at(-1)).toBe(4);
  expect(grown(1, () => 0.9).at(-1)).toBe(1);
});

it('gives up where another thread was of no use, as cores are busy with other work', () => {
  expect(grown(8, () => 0.5).at(-1)).toBe(2);
});
