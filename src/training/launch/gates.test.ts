/** @file One goes first; what it finds holds for all. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { closedGates } from './gates.ts';

function opened() {
  const stop = new AbortController();
  const gates = closedGates(stop.signal);
  /** Whether each of some that come now passes; undefined for those that still wait after a while. */
  const come = async (keys: readonly string[]) => {
    const passed: (boolean | undefined)[] = keys.map(() => undefined);
    for (const [i, key] of keys.entries())
      void gates.enter(key).then((pass) => {
        passed[i] = pass;
      });
    await sleep(5);
    return passed;
  };
  return { stop, gates, come };
}

it('lets one go first, and the others when it has been there', async () => {
  const { gates, come } = opened();
  const passed = await come(['a', 'a', 'a', 'b']);
  expect(passed).toEqual([true, undefined, undefined, true]);
  gates.open('a');
  await sleep(5);
  expect(passed).toEqual([true, true, true, true]);
  expect(await come(['a', 'b'])).toEqual([true, undefined]);
});

it('lets nobody pass where the first could not, then or later', async () => {
  const { gates, come } = opened();
  const passed = await come(['a', 'a']);
  gates.shut('a');
  await sleep(5);
  expect(passed).toEqual([true, false]);
  expect(await come(['a', 'b'])).toEqual([false, true]);
  gates.open('b');
  expect(await come(['b'])).toEqual([true]);
  gates.shut('b');
  gates.open('b');
  expect(await come(['b', 'a'])).toEqual([false, false]);
});

it('lets the next one try where the first has left without a word', async () => {
  const { gates, come } = opened();
  const passed = await come(['a', 'a', 'a']);
  gates.leave('a');
  await sleep(5);
  expect(passed.filter((pass) => pass)).toHaveLength(2);
  gates.open('a');
  gates.leave('a');
  await sleep(5);
  expect(passed).toEqual([true, true, true]);
  expect(await come(['a'])).toEqual([true]);
});

it('lets nobody pass once all is stopped', async () => {
  const { stop, gates, come } = opened();
  const passed = await come(['a', 'a', 'b']);
  stop.abort();
  await sleep(5);
  expect(passed).toEqual([true, false, true]);
  gates.open('a');
  expect(await come(['a', 'c'])).toEqual([false, false]);
});
