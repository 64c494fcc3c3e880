/** @file A thousand races for a folder: among neighbours, and among containers that can't see each other's processes. */
import { expect, it } from 'vitest';
import { canUnshare, race } from './lock-race.ts';

it('never lets two neighbours have one folder', async () => {
  const { holds, kills, stops } = await race({
    ...{ folders: 20, rounds: 50, contenders: [4], term: 3000 },
    ...{ blowEvery: 30, stops: true },
  });
  expect(holds).toBeGreaterThanOrEqual(4000);
  expect(kills).toBeGreaterThan(5);
  expect(stops).toBeGreaterThan(1);
});

it.skipIf(!canUnshare)('never lets two containers have one folder', async () => {
  const { holds, kills, stops } = await race({
    ...{ folders: 20, rounds: 50, contenders: [2, 2], term: 3000 },
    ...{ blowEvery: 30, stops: true },
  });
  expect(holds).toBeGreaterThanOrEqual(4000);
  expect(kills).toBeGreaterThan(5);
  expect(stops).toBeGreaterThan(1);
});
