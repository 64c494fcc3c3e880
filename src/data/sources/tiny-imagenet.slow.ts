/** @file The whole of Tiny ImageNet, where $ELU_BENCH_TINY_IMAGENET names its folder: what it is known to hold, and nothing to remark. */
import { expect, it } from 'vitest';
import { openSource } from './open.ts';

const folder = process.env.ELU_BENCH_TINY_IMAGENET;

it.skipIf(folder === undefined)('Tiny ImageNet, whole', async () => {
  const source = await openSource(folder!, { signal: new AbortController().signal });
  expect(source).toMatchObject({ title: 'Tiny ImageNet', remarks: [] });
  // As published: 200 classes of 500 training and 50 validation pictures.
  expect(source.classes.length).toBe(200);
  for (const [{ labels }, each] of [
    [source.train, 500],
    [source.test, 50],
  ] as const) {
    const counts = new Array<number>(200).fill(0);
    for (const label of labels) counts[label]!++;
    expect(counts).toEqual(new Array(200).fill(each));
  }
});
