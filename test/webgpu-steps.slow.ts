/**
 * @file Steps as a GPU takes them: batches that it makes of images that lie there, several steps a call, the state where it computes. On a software
 * driver; the same is tried in npm test with the CPU in the GPU's place.
 */
import { assert, asyncProperty } from 'fast-check';
import { expect, it } from 'vitest';
import { augmentations } from '../src/data/batches/augment.ts';
import { DEVICES } from '../src/engines/onnx/devices.ts';
import type { Prepared, Trainer, TrainerSpec } from '../src/engines/trainer.ts';
import { evaluate } from '../src/measure/evaluate.ts';
import { batches, madeBothWays } from './device-batches.ts';
import { drawnCrops } from './drawn-crops.ts';
import { openOn } from './engines-present.ts';
import { inOrder, tinyImages, tinyPrepared, tinySpec } from './tiny.ts';
import { describeSoftware, SOFTWARE } from './webgpu.ts';

const CROPS = { pad: 1, flip: true };
const STEPS = 20;

const network = {
  convolution: { batch_norm: true, dropout: [0.1, 0.3, 0], dropout_on: 'all' },
  optimizer: { momentum: 0.9, weight_decay: 0.0005 },
} as const;
const dense = tinySpec({ optimizer: { momentum: 0.9 } });
const augmented: TrainerSpec = {
  ...tinySpec({ ...network, givenBatches: true }),
  ownBatches: { augmentation: CROPS },
};

/** What some steps from `first` on take: crops where the trainer cuts them, else images. */
function prepared(trainer: Trainer, spec: TrainerSpec, first: number, steps: number): Prepared {
  const masks = tinyPrepared(spec, steps, first);
  if (!spec.givenBatches) return masks;
  const drawn = augmentations(CROPS, { seed: 7, run: 0, batchSize: spec.batchSize }, first, steps);
  if (trainer.makesBatches) return { ...masks, crops: drawn };
  const order = inOrder(spec, first + steps).slice(first * spec.batchSize);
  const images = Float32Array.from(
    [...order].flatMap((sample) => [
      ...tinyImages(spec.dataset.train).subarray(sample * 12, sample * 12 + 12),
    ]),
  );
  return { ...masks, images: drawnCrops(images, [1, 3, 4], CROPS.pad, drawn) };
}

async function taken(trainer: Trainer, spec: TrainerSpec, first: number, steps: number) {
  const order = inOrder(spec, first + steps).slice(first * spec.batchSize);
  const rates = new Float64Array(steps).fill(0.05);
  return (await trainer.train(order, rates, prepared(trainer, spec, first, steps))).loss;
}

describeSoftware(() => {
  it('makes batches with the bits of those that the host makes', async () => {
    await assert(
      asyncProperty(batches, async (batch) => {
        const { here, there } = await madeBothWays(DEVICES['webgpu:software'], batch);
        expect(there).toEqual(here);
      }),
      { numRuns: 30 },
    );
  });

  it.each(Object.entries({ 'a dense network': dense, 'an augmented convolutional one': augmented }))(
    '%s: trains and evaluates to the same bits wherever the images lie, and as the CPU',
    async (_, spec) => {
      const outcome = async (engine: typeof SOFTWARE | 'onnx', images?: 'host') => {
        const trainer = await openOn({ engine }, { ...spec, ...(images && { images }) });
        const losses = await taken(trainer, spec, 0, STEPS);
        const { loss } = await evaluate({ ...spec, trainer }, 'test');
        const state = await trainer.read();
        await trainer.close();
        return { losses, loss, state };
      };
      const there = await outcome(SOFTWARE);
      expect(await outcome(SOFTWARE, 'host')).toEqual(there);
      const cpu = await outcome('onnx');
      const worst = there.losses.reduce((most, x, k) => Math.max(most, Math.abs(x - cpu.losses[k]!)), 0);
      expect(worst).toBeLessThan(1e-5);
      expect(Math.abs(there.loss - cpu.loss)).toBeLessThan(1e-5);
    },
  );

  it('goes on from a state that was read to the bits of a training that was not interrupted', async () => {
    const whole = await openOn({ engine: SOFTWARE }, augmented);
    const losses = await taken(whole, augmented, 0, STEPS);
    const begun = await openOn({ engine: SOFTWARE }, augmented);
    const first = await taken(begun, augmented, 0, 11);
    const state = await begun.read();
    await begun.close();
    const resumed = await openOn({ engine: SOFTWARE }, augmented);
    await resumed.write(state);
    expect([...first, ...(await taken(resumed, augmented, 11, STEPS - 11))]).toEqual([...losses]);
    expect(await resumed.read()).toEqual(await whole.read());
    await resumed.close();
    await whole.close();
  });
});
