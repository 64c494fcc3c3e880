/** @file The race for locks in short: what lock-race.slow.ts does at length and across containers. */
import { expect, it } from 'vitest';
import { race } from './lock-race.ts';

it('never lets two processes have one folder, though some are killed', { timeout: 60_000 }, async () => {
  const { holds, kills } = await race({
    folders: 10,
    rounds: 10,
    contenders: [3],
    term: 3000,
    blowEvery: 40,
    stops: false,
  });
  expect(holds).toBeGreaterThanOrEqual(3 * 100);
  expect(kills).toBeGreaterThan(3);
});
