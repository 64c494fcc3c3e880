/** @file What stands for a step that takes too long to be timed. Operations are counted by hand. */
import { expect, it } from 'vitest';
import { expand } from '../../config/expand.ts';
import { loadExperiment } from '../../config/load.ts';
import { publishedSamples } from '../../data/datasets.ts';
import { isTooLong, partsOf, shapeOf } from './smaller.ts';

const [elu, relu] = expand(loadExperiment('configs/imagenet.yaml', ['network.width=1']));
const SAMPLES = { ...publishedSamples({ name: 'imagenet' })!, here: false };

it("is two images through the heaviest layer, at the network's width", () => {
  expect(isTooLong(elu!, SAMPLES)).toBe(true);
  const [first, ...more] = partsOf(elu!, SAMPLES);
  expect(first!.part).toEqual({ batch: 2, layer: { channels: 512, units: 512, field: 3, side: 56 } });
  // At 56 × 56 the layer itself three times, the one before it twice, and at 28 × 28 the output three times.
  const [full, pooled] = [2 * 56 ** 2, 2 * 28 ** 2];
  const operations = 2 * (full * 9 * (3 * 512 * 512 + 2 * 3 * 512) + pooled * 3 * 512 * 1000);
  expect(first!.flops).toBe(operations);
  expect(more.map(({ part }) => part.batch)).toEqual([16, 64]);
});

it('is shared by what differs in its activation alone', () => {
  expect(shapeOf(elu!, SAMPLES)).toBe(shapeOf(relu!, SAMPLES));
  const narrow = expand(loadExperiment('configs/imagenet.yaml', ['network.width=0.5']))[0]!;
  expect(shapeOf(narrow, SAMPLES)).not.toBe(shapeOf(elu!, SAMPLES));
});
