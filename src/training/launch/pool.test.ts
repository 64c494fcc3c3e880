/** @file The pool does all work once, in order, never more than asked at a time, and begins nothing after a stop. */
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { runPool } from './pool.ts';

it('does each item once, at most `jobs` at a time', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 0, max: 3 })),
      fc.integer({ min: 1, max: 5 }),
      async (delays, jobs) => {
        const begun: number[] = [];
        let [running, most] = [0, 0];
        await runPool([...delays.keys()], jobs, new AbortController().signal, async (item) => {
          begun.push(item);
          most = Math.max(most, ++running);
          for (let turns = delays[item]!; turns >= 0; turns--) await Promise.resolve();
          running--;
        });
        expect(begun).toEqual([...delays.keys()]);
        expect(running).toBe(0);
        expect(most).toBe(Math.min(jobs, delays.length));
      },
    ),
  );
});

it('begins nothing after a stop, and waits for what was begun', async () => {
  const stop = new AbortController();
  const ended: number[] = [];
  await runPool([0, 1, 2, 3], 2, stop.signal, async (item) => {
    await sleep(5);
    stop.abort();
    ended.push(item);
  });
  expect(ended).toEqual([0, 1]);
});
