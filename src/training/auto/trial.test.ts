/** @file Whatever becomes of the process of a trial, whoever asked for it goes on, and is told what happened. */
import { expect, it } from 'vitest';
import { samplePlan } from '../../../test/sample-plan.ts';
import type { EngineName } from '../../engines/engines.ts';
import { tryEngine } from './trial.ts';

const program = new URL('../../../test/fake-trial.mjs', import.meta.url);
const compiled = new URL('../../../dist/training/auto/trial-process.js', import.meta.url);
const attempt = (engine: EngineName, limitMs = 10_000) => tryEngine({ engine }, { program, limitMs });

it('passes on what an engine says of itself', async () => {
  expect(await attempt('onnx')).toEqual({ works: true, device: 'made up', msPerStep: 2 });
});

it('takes a crash for a problem of the engine, with what was written last', async () => {
  const problem = 'it was ended by SIGSEGV (the driver is confused) while it trained a first step';
  expect(await attempt('onnx:webgpu')).toMatchObject({ works: false, problem });
  const early = 'it ended with exit code 3 while it was being loaded';
  expect(await attempt('tfjs:node-gpu')).toMatchObject({ works: false, problem: early });
});

it('gives up after its time, and then takes a first guess for a time', async () => {
  const began = performance.now();
  const problem = 'it took more than 0.7 s while it was being loaded';
  expect(await attempt('tfjs:node', 700)).toMatchObject({ works: false, problem });
  expect(await attempt('tfjs:js', 700)).toEqual({ works: true, device: 'made up', msPerStep: 900 });
  expect(performance.now() - began).toBeLessThan(10_000);
});

it('times steps of a run with an engine', async () => {
  const trial = await tryEngine({ engine: 'onnx', timed: samplePlan() }, { program: compiled });
  expect(trial).toMatchObject({ works: true, device: expect.stringMatching(/^onnxruntime-node .*, cpu$/) });
  expect(trial.msPerStep).toBeGreaterThan(0);
});
