/** @file A Loop that gathers bytes learns what one that gathers their numbers learns, to the bit, of every byte there is. */
import { expect, it } from 'vitest';
import { openOn } from '../../../../test/engines-present.ts';
import { imagesOf } from '../../../../test/split-images.ts';
import { inOrder, tinySpec } from '../../../../test/tiny.ts';
import type { Images } from '../../../data/images.ts';
import { contrastOf } from '../../../data/preprocess/contrast.ts';
import { residentSplit } from '../../../data/resident-split.ts';

const bytes = Uint8Array.from({ length: 96 * 12 }, (_, i) => (i * 37) % 256);
const labels = Uint16Array.from({ length: 96 }, (_, i) => i % 4);
const options = { scale: 5, sqrtBias: 0, useStd: false };

it.each<[string, Images]>([
  ['bytes', { values: bytes }],
  ['bytes with contrast', { values: bytes, contrast: contrastOf(bytes, 12, options) }],
])('%s', async (_, images) => {
  const held = residentSplit(images, labels);
  const numbers = residentSplit({ values: await imagesOf(held, 12) }, labels);
  const trained = async (train: typeof held) => {
    const spec = tinySpec();
    const trainer = await openOn({ engine: 'onnx' }, { ...spec, dataset: { ...spec.dataset, train } });
    const steps = await trainer.train(inOrder(spec, 12), new Float64Array(12).fill(0.1));
    const state = await trainer.read();
    await trainer.close();
    return { steps, state };
  };
  expect(await trained(held)).toEqual(await trained(numbers));
});
