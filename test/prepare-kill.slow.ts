/** @file Preparing pictures survives twenty kills, whatever the number of threads. */
import { it } from 'vitest';
import { expectSameStore } from './prepare-kill.ts';

it('leaves the same bytes', () => expectSameStore({ count: 20, perClass: 500 }));
