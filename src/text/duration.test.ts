/** @file Times in words, at the places where the words change; worked out by hand. */
import { expect, it } from 'vitest';
import { duration, roughDuration, wholeDuration } from './duration.ts';

it.each([
  [0, '0.0 s'],
  [59.94, '59.9 s'],
  [59.96, '1 min 00 s'],
  [245, '4 min 05 s'],
  [3599.6, '1 h 00 min'],
  [11_220, '3 h 07 min'],
  [3_599_999, '999 h 59 min'],
  [3_600_000, '41.7 days'],
  [86_400 * 52_861, '52,900 days'],
])('%d seconds are %s', (seconds, words) => expect(duration(seconds)).toBe(words));

it.each([
  [12.4, '12 s'],
  [59.6, '1 min 00 s'],
  [3900, '1 h 05 min'],
])('in about %d seconds is in %s', (seconds, words) => expect(wholeDuration(seconds)).toBe(words));

it.each([
  [99.4, '99 s'],
  [99.5, '2 min'],
  [3569, '59 min'],
  [3571, '1 h 00 min'],
  [11_190, '3 h 07 min'],
])('%d seconds were %s', (seconds, words) => expect(roughDuration(seconds)).toBe(words));
