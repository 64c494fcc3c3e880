/** @file Batches made on a device have the bits of those that the host reads and augments: of bytes, with contrast or not, of numbers, in parts. */
import { assert, asyncProperty } from 'fast-check';
import { expect, it } from 'vitest';
import { batches, madeBothWays } from '../../../../test/device-batches.ts';
import { STEPWISE } from '../../../../test/stepwise-device.ts';

it('are those that the host makes', async () => {
  await assert(
    asyncProperty(batches, async (batch) => {
      const { here, there } = await madeBothWays(STEPWISE, batch);
      expect(there).toEqual(here);
    }),
    { numRuns: 60 },
  );
});
