/** @file Fields of convolutional networks and of what keeps networks from learning their data by heart. */
import { z } from 'zod';
import { choice, integer, number } from './fields.ts';

/** Padding of a convolution. */
export const paddingField = z.union([choice(['same', 'valid']), integer(0, 100)], {
  error: 'same, valid, or a whole number from 0 to 100',
});

const RATES = 'a rate at least 0 and below 1, or a list of rates, one a stack or hidden layer';
const rate = number({ from: 0, below: 1 });

/** As written: 0.5 or [0, 0.1, 0.2]; once read: a list, whose last rate holds for what is left. */
export const dropoutField = z
  .union([rate, z.array(rate, { error: RATES }).min(1, { error: RATES }).max(1000, { error: RATES })], {
    error: RATES,
  })
  .transform((written): readonly number[] => (typeof written === 'number' ? [written] : written));

/** The shortest way to write rates. */
export const writeDropout = (rates: readonly number[]): number | readonly number[] =>
  rates.length === 1 ? rates[0]! : rates;

const LEVELS = 'a list of one to ten levels, whole numbers from 1 to 64, such as [1, 2, 4]';

/** Levels of spatial pyramid pooling. */
export const sppField = z
  .array(integer(1, 64), { error: LEVELS })
  .min(1, { error: LEVELS })
  .max(10, { error: LEVELS });

export const dropoutOnField = choice(['last', 'all']);
export const poolField = choice(['max', 'average']);
