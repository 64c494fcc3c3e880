/** @file A Loop that holds its images in the model, as on a GPU, learns what one learns that is given them, to the bit; and is given none. */
import { expect, it } from 'vitest';
import { imagesOf } from '../../../../test/split-images.ts';
import { inOrder, tinySpec, tinyStart } from '../../../../test/tiny.ts';
import type { Images } from '../../../data/images.ts';
import { contrastOf } from '../../../data/preprocess/contrast.ts';
import { residentSplit } from '../../../data/resident-split.ts';
import { DEVICES } from '../devices.ts';
import { createTrainer } from '../trainer.ts';
import { loopImages } from './loop-images.ts';
import { residentImages } from './loop-resident.ts';

const bytes = Uint8Array.from({ length: 96 * 12 }, (_, i) => (i * 37) % 256);
const labels = Uint16Array.from({ length: 96 }, (_, i) => i % 4);
const contrast = contrastOf(bytes, 12, { scale: 5, sqrtBias: 0, useStd: false });
/** The numbers begin in the middle of their memory. */
const numbers = (await imagesOf(residentSplit({ values: bytes }, labels), 12)).subarray(12);

const KINDS: readonly [string, Images, Uint16Array][] = [
  ['numbers', { values: numbers }, labels.subarray(1)],
  ['bytes', { values: bytes }, labels],
  ['bytes with contrast', { values: bytes, contrast }, labels],
];

it.each(KINDS)('%s', async (_, images, ofImages) => {
  const train = residentSplit(images, ofImages);
  const trained = async (program: typeof DEVICES.cpu.program) => {
    const spec = { ...tinySpec(), dataset: { ...tinySpec().dataset, train } };
    const trainer = await createTrainer(spec, { ...DEVICES.cpu, program }, 'cpu');
    await trainer.write(tinyStart(spec));
    const steps = await trainer.train(inOrder(spec, 9), new Float64Array(9).fill(0.1));
    const state = await trainer.read();
    await trainer.close();
    return { steps, state };
  };
  expect(await trained(DEVICES.cuda.program)).toEqual(await trained(DEVICES.cpu.program));
  const given = loopImages(images, [12]);
  expect(Object.keys(given.feeds)).not.toEqual([]);
  expect(residentImages(given)).toMatchObject({ feeds: {}, input: [] });
});
