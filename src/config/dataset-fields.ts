/** @file Fields of what is done to images: once before training (preprocessing), and anew for every batch (augmentation). */
import { z } from 'zod';
import type { Augmentation } from '../data/batches/augment.ts';
import { choice, flag, integer, number, orOff, section } from './fields.ts';

const MAX_PAD = 1000;

const augmentation = section({
  pad: integer(0, MAX_PAD)
    .default(4)
    .describe('Pixels of zeros around an image, of which a crop is then cut.'),
  flip: flag().default(true).describe('Whether half of the images are mirrored, left to right.'),
});
const AUGMENT = 'true, false, or a section with keys among pad, flip';

/** As written: true or { pad: 4, flip: true }; once read: the latter, or false. */
export const augmentField = z
  .union([flag(), augmentation], { error: AUGMENT })
  .transform((written): Augmentation | false => (written === true ? augmentation.parse({}) : written));

const contrast = section({
  scale: number({ above: 0, to: 1_000_000 })
    .default(55)
    .describe('Norm that each image gets; 55 as in Goodfellow et al. 2013.'),
  sqrt_bias: number({ from: 0, to: 1_000_000 }).default(0).describe('Added to the variance under the root.'),
  use_std: flag().default(false).describe('Divide by the standard deviation instead of the norm.'),
});
const whitening = section({
  filter_bias: number({ above: 0, to: 1_000_000 })
    .default(0.1)
    .describe('Added to every variance; 0.1 as in Goodfellow et al. 2013.'),
});

/** A step of preprocessing: true means its defaults. */
const step = <T extends z.ZodType>(parameters: T, keys: string) =>
  z
    .union([flag(), parameters], { error: `true, false, or a section with keys among ${keys}` })
    .transform((written): z.output<T> | false =>
      written === true ? parameters.parse({}) : (written as z.output<T> | false),
    );

const MEAN = 'pixel or false';

/** Preprocessing with parameters; false: none, be it that neither step is done. */
export const preprocessField = section({
  gcn: step(contrast, 'scale, sqrt_bias, use_std')
    .default(false)
    .describe('Global contrast normalisation: each image to mean 0 and one norm.'),
  zca: step(whitening, 'filter_bias')
    .default(false)
    .describe('ZCA whitening, fitted to the training images; kept in the data folder once it is computed.'),
  mean: orOff(z.union([choice(['pixel']), z.literal(false)], { error: MEAN }), false).describe(
    'pixel: the mean of each pixel over all training images is subtracted, after the division by 255. Default: false.',
  ),
}).transform((steps) => (steps.gcn || steps.zca || steps.mean ? steps : false));
