/** @file Runs of one experiment have one engine: the one that is asked for, the one by which they were begun, else the one that `auto` chooses. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { samplePlan } from '../../../test/sample-plan.ts';
import { temporaryFolder } from '../../../test/tiny-idx.ts';
import type { RunPlan } from '../../config/experiment.ts';
import type { EngineName } from '../../engines/engines.ts';
import { runFolder } from '../../store/run-folder.ts';
import type { Standing } from '../../store/standing.ts';
import type { Choice } from '../../training/auto/choose.ts';
import { choiceText } from './engine-words.ts';
import { enginesOf } from './engines.ts';

const ABSENT = { works: false, problem: 'no driver', remedy: 'install it' } as const;
const FASTEST: Choice = {
  name: 'onnx:webgpu',
  tried: [
    { name: 'onnx', works: true, device: 'a CPU', msPerStep: 233.4 },
    { name: 'onnx:webgpu', works: true, device: 'a GPU', msPerStep: 3.14 },
    { name: 'tfjs:node-gpu', ...ABSENT },
  ],
  measured: { at: '2026-11-28T05:00:00.000Z', now: true },
};
const LINE = 'auto: onnx:webgpu, 3.1 ms a step (onnx 230 ms; tfjs:node-gpu left out: no driver)';

/** Decides for runs that stand so and were made with these engines; `broken` do not work here. */
async function decide(
  runs: readonly (readonly [standing: Standing, engine?: string])[],
  { asked = 'auto' as EngineName | 'auto', broken = [] as readonly EngineName[] } = {},
) {
  const out = temporaryFolder();
  const plans = runs.map((_, run) => samplePlan({ run }));
  const standings = new Map<RunPlan, Standing>(plans.map((plan, i) => [plan, runs[i]![0]]));
  for (const [i, [, engine]] of runs.entries()) {
    const folder = runFolder(out, plans[i]!);
    mkdirSync(folder, { recursive: true });
    if (engine !== undefined) writeFileSync(join(folder, 'environment.json'), JSON.stringify({ engine }));
  }
  let measured = 0;
  const { selection, of, words } = await enginesOf(
    standings,
    { asked, out, typical: plans[0], atOnce: () => 1, onMeasuring: () => {} },
    async (name) => (broken.includes(name) ? ABSENT : { works: true, device: `device of ${name}` }),
    async () => {
      measured++;
      return FASTEST;
    },
  );
  return { name: selection.name, device: selection.device, each: plans.map(of), words, measured };
}

it('takes what is asked for, also for runs that are begun, and measures nothing', async () => {
  const decided = await decide([['begun', 'onnx'], ['new']], { asked: 'tfjs:js' });
  expect(decided).toMatchObject({ name: 'tfjs:js', each: ['tfjs:js', 'tfjs:js'], words: [], measured: 0 });
  await expect(decide([['new']], { asked: 'tfjs:node-gpu', broken: ['tfjs:node-gpu'] })).rejects.toThrow(
    'engine tfjs:node-gpu does not work here: no driver. To mend it: install it',
  );
});

it('measures once for all new runs, and says what came out', async () => {
  const decided = await decide([['new', 'onnx'], ['new'], ['new']]);
  expect(decided).toMatchObject({ device: 'a GPU', each: Array(3).fill('onnx:webgpu'), measured: 1 });
  expect(decided.words).toEqual([LINE]);
});

it('goes on with the engine by which runs were begun, finished ones among them, and gives it to new ones', async () => {
  const decided = await decide([['finished', 'onnx'], ['begun', 'onnx'], ['new']]);
  expect(decided).toMatchObject({ name: 'onnx', each: ['onnx', 'onnx', 'onnx'], words: [], measured: 0 });
});

it('leaves each run its engine where they were begun by several, and says so', async () => {
  const { each, words } = await decide([
    ['finished', 'onnx'],
    ['begun', 'tfjs:js'],
    ['begun', 'onnx'],
    ['new'],
  ]);
  expect(each).toEqual(['onnx', 'tfjs:js', 'onnx', 'onnx']);
  expect(words).toEqual(['some runs go on with tfjs:js, by which they were begun, and the others take onnx']);
});

it('chooses anew where the engine of before does not work here or is none of ours, and says the first', async () => {
  const decided = await decide([['begun', 'onnx:webgpu:software'], ['new']], {
    broken: ['onnx:webgpu:software'],
  });
  expect(decided.each).toEqual(['onnx:webgpu', 'onnx:webgpu']);
  expect(decided.words[0]).toContain(
    'begun with another engine: engine onnx:webgpu:software does not work here',
  );
  expect(await decide([['begun', 'onnx:quantum']])).toMatchObject({ name: 'onnx:webgpu', measured: 1 });
  expect(await decide([['begun']])).toMatchObject({ name: 'onnx:webgpu', measured: 1 });
});

it('tells a remembered choice as such, and how many runs share a time', () => {
  const remembered = { ...FASTEST, measured: { at: '2026-11-28T05:00:00.000Z', now: false } };
  expect(choiceText(remembered, (name) => (name === 'onnx' ? 8 : 1))).toBe(
    'auto: onnx:webgpu, 3.1 ms a step (onnx 230 ms, 8 runs at once; tfjs:node-gpu left out: no driver; ' +
      'measured on 2026-11-28, --engine auto measures anew)',
  );
  const only = { name: 'onnx' as const, tried: [{ name: 'onnx:webgpu' as const, ...ABSENT }] };
  expect(choiceText(only, () => 1)).toBe('auto: onnx (onnx:webgpu left out: no driver)');
});
