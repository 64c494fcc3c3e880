/** @file Calls to the engine settle near 200 ms, whatever a step costs, and never exceed what is left. */
import { describe, expect, it } from 'vitest';
import { adaptiveChunks } from './chunks.ts';

/** Sizes of the first calls of an engine that needs this long for a step. */
function sizes(msPerStep: number, calls: number, left = Infinity): number[] {
  const chunks = adaptiveChunks();
  return Array.from({ length: calls }, () => {
    const steps = chunks.next(left);
    chunks.took(steps, steps * msPerStep);
    return steps;
  });
}

describe('adaptiveChunks', () => {
  it('starts with one step, grows at most eightfold, settles at 200 ms', () => {
    expect(sizes(0.5, 5)).toEqual([1, 8, 64, 400, 400]);
  });
  it('takes single steps where one costs more than 200 ms', () => {
    expect(sizes(1500, 3)).toEqual([1, 1, 1]);
  });
  it('stays bounded where steps cost nothing that the clock could see', () => {
    expect(sizes(0, 6)).toEqual([1, 8, 64, 512, 4096, 4096]);
  });
  it('never takes more than is left', () => {
    expect(sizes(0.5, 4, 3)).toEqual([1, 3, 3, 3]);
  });
});
