/** @file Whether runs are sooner done as one graph, of times that are given; and that a real trial times them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { samplePlan } from '../../../test/sample-plan.ts';
import { temporaryFolder } from '../../../test/tiny-idx.ts';
import type { RunPlan } from '../../config/experiment.ts';
import { rememberedIn } from './remembered.ts';
import { compareTogether } from './together.ts';
import { type Trial, tryEngine } from './trial.ts';

const runs = [0, 1, 2].map((run) => samplePlan({ run })) as [RunPlan, ...RunPlan[]];

const takes = (msPerStep: number): Trial => ({ works: true, device: 'made up', msPerStep });

async function compare(
  alone: Trial,
  together: Trial,
  file = join(temporaryFolder(), 'cache', 'engines.json'),
) {
  let tried = 0;
  const found = await compareTogether('onnx:cuda', runs, {
    memory: rememberedIn(file),
    attempt: async (order) => {
      tried++;
      expect(order.together ?? [order.timed]).toEqual(order.together ? runs : [runs[0]]);
      return order.together ? together : alone;
    },
  });
  return { found, tried, file };
}

it('pays where all take clearly less than one after another', async () => {
  expect((await compare(takes(2), takes(3))).found).toEqual({ pays: true, alone: 2, together: 3 });
  expect((await compare(takes(2), takes(5.9))).found.pays).toBe(false);
  expect((await compare(takes(2), takes(6.1))).found.pays).toBe(false);
});

it('is remembered, unless something failed', async () => {
  const { file, found } = await compare(takes(2), takes(3));
  expect(await compare(takes(9), takes(99), file)).toMatchObject({ found, tried: 0 });
  const failed = await compare(takes(2), { works: false, problem: 'out of memory', remedy: '' });
  expect(failed.found).toEqual({ pays: false, problem: 'out of memory' });
  expect(existsSync(failed.file)).toBe(false);
});

it('is timed by steps of all', { timeout: 60_000 }, async () => {
  const program = new URL('../../../dist/training/auto/trial-process.js', import.meta.url);
  const found = await tryEngine({ engine: 'onnx', together: runs }, { program });
  expect(found).toMatchObject({ works: true, msPerStep: expect.any(Number) });
});
