/** @file What `auto` takes, of engines whose speeds are given: the soonest done, once measured and then remembered; nothing is tried that can't be. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { samplePlan } from '../../../test/sample-plan.ts';
import { temporaryFolder } from '../../../test/tiny-idx.ts';
import type { EngineName } from '../../engines/engines.ts';
import { type Choosing, chooseEngine } from './choose.ts';
import { memoryKey, rememberedIn } from './remembered.ts';
import type { Trial } from './trial.ts';

const NAMES = ['onnx', 'onnx:webgpu', 'tfjs:node-gpu'] as const;
const takes = (msPerStep: number): Trial => ({ works: true, device: 'made up', msPerStep });
const broken: Trial = { works: false, problem: 'it crashed', remedy: 'mend it' };
const absent = { works: false, problem: 'not installed', remedy: 'install it' } as const;

/** Chooses among engines of which each takes so long, crashes, or is not there; and tells which were tried. */
async function choose(
  trials: Partial<Record<EngineName, Trial>>,
  {
    file = join(temporaryFolder(), 'cache', 'engines.json'),
    plan = samplePlan(),
    ...more
  }: Partial<Choosing> & { file?: string; plan?: ReturnType<typeof samplePlan> } = {},
) {
  const attempted: EngineName[] = [];
  const announced: (readonly EngineName[])[] = [];
  const choice = await chooseEngine(plan, {
    names: NAMES,
    atOnce: () => 1,
    onMeasuring: (names) => announced.push(names),
    missing: async (name) => (trials[name] ? undefined : absent),
    attempt: async ({ engine, timed: given }) => {
      expect(given).toBe(plan);
      attempted.push(engine);
      return trials[engine]!;
    },
    memory: rememberedIn(file),
    ...more,
  });
  return { choice, attempted, announced, file };
}

it('takes the fastest of those that work, and knows why not the others', async () => {
  const { choice, attempted, announced } = await choose({ onnx: takes(233), 'onnx:webgpu': takes(3.1) });
  expect(choice.name).toBe('onnx:webgpu');
  expect(choice.tried).toEqual([
    { name: 'onnx', ...takes(233) },
    { name: 'onnx:webgpu', ...takes(3.1) },
    { name: 'tfjs:node-gpu', ...absent },
  ]);
  expect(choice.measured?.now).toBe(true);
  expect(attempted).toEqual(['onnx:webgpu', 'onnx']);
  expect(announced).toEqual([['onnx', 'onnx:webgpu']]);
});

it('takes the CPU where the GPU is slower, or as fast for all runs together', async () => {
  const trials = { onnx: takes(2), 'onnx:webgpu': takes(3) };
  expect((await choose(trials)).choice.name).toBe('onnx');
  const faster = { onnx: takes(8), 'onnx:webgpu': takes(3) };
  const atOnce = (name: EngineName) => (name === 'onnx' ? 4 : 1);
  expect((await choose(faster)).choice.name).toBe('onnx:webgpu');
  expect((await choose(faster, { atOnce })).choice.name).toBe('onnx');
});

it('tries nothing where at first sight only the CPU is there', async () => {
  const { choice, attempted, announced } = await choose({ onnx: takes(1) });
  expect(choice).toEqual({
    name: 'onnx',
    tried: [
      { name: 'onnx:webgpu', ...absent },
      { name: 'tfjs:node-gpu', ...absent },
    ],
  });
  expect([...attempted, ...announced]).toEqual([]);
});

it('does not time the CPU where nothing else works, and remembers that', async () => {
  const first = await choose({ onnx: takes(1), 'onnx:webgpu': broken });
  expect(first.choice).toMatchObject({ name: 'onnx' });
  expect(first.choice.measured).toBeUndefined();
  expect(first.attempted).toEqual(['onnx:webgpu']);
  const second = await choose({ onnx: takes(1), 'onnx:webgpu': takes(0.1) }, { file: first.file });
  expect(second.attempted).toEqual([]);
  expect(second.choice.tried).toContainEqual({ name: 'onnx:webgpu', ...broken });
});

it('remembers what it measured, of this experiment on this machine, until it is to measure anew', async () => {
  const { file } = await choose({ onnx: takes(2), 'onnx:webgpu': takes(1) });
  const other = { onnx: takes(1), 'onnx:webgpu': takes(2) };
  const again = await choose(other, { file });
  expect(again.attempted).toEqual([]);
  expect(again.choice).toMatchObject({ name: 'onnx:webgpu', measured: { now: false } });
  // Another run of it, or another name, is as fast.
  const same = samplePlan({ run: 3 }, { name: 'other', runs: 9 });
  expect((await choose(other, { file, plan: same })).attempted).toEqual([]);
  // Another batch is not, nor are other engines to choose among.
  const wider = samplePlan({}, { train: { batch_size: 32, epochs: 2 } });
  expect((await choose(other, { file, plan: wider })).choice).toMatchObject({
    name: 'onnx',
    measured: { now: true },
  });
  expect((await choose({ ...other, 'tfjs:node-gpu': takes(9) }, { file })).attempted).toHaveLength(3);
  expect((await choose(other, { file, anew: true })).choice.name).toBe('onnx');
  expect((await choose(other, { file })).choice.name).toBe('onnx');
});

it.each([
  ['{ half a file'],
  ['[]'],
  [
    '{"version":1,"entries":{"KEY":{"at":"2026-01-01","tried":[{"name":"onnx:webgpu","works":true,"device":"x","msPerStep":-1}]}}}',
  ],
  [
    '{"version":1,"entries":{"KEY":{"at":"2026-01-01","tried":[{"name":"onnx:quantum","works":true,"device":"x","msPerStep":1}]}}}',
  ],
])('measures where its memory is damaged: %s', async (text) => {
  const { file } = await choose({ onnx: takes(2), 'onnx:webgpu': takes(1) });
  const [key] = Object.keys(JSON.parse((await import('node:fs')).readFileSync(file, 'utf8')).entries);
  writeFileSync(file, text.replace('KEY', key!));
  expect((await choose({ onnx: takes(2), 'onnx:webgpu': takes(1) }, { file })).attempted).toHaveLength(2);
});

it('measures where its memory can not be written, and goes on', async () => {
  const file = join(temporaryFolder(), 'a-file');
  writeFileSync(file, '');
  const { choice } = await choose(
    { onnx: takes(2), 'onnx:webgpu': takes(1) },
    { file: join(file, 'engines.json') },
  );
  expect(choice.name).toBe('onnx:webgpu');
});

it('keeps the newest hundred measurements', async () => {
  const memory = rememberedIn(join(temporaryFolder(), 'engines.json'));
  const measured = {
    at: '2026-01-01',
    tried: [{ name: 'onnx' as const, works: true as const, device: 'x', msPerStep: 1 }],
  };
  for (let i = 0; i <= 100; i++) await memory.keep(memoryKey({ i }), measured);
  expect(await memory.recall(memoryKey({ i: 0 }))).toBeUndefined();
  expect(await memory.recall(memoryKey({ i: 1 }))).toEqual(measured);
  expect(await memory.recall(memoryKey({ i: 100 }))).toEqual(measured);
});
