/** @file Every engine and way of computing that can be tested here; one that is absent is a skip that says why. */
import { describe } from 'vitest';
import { ENGINES, type EngineName } from '../src/engines/engines.ts';
import type { Trainer, TrainerSpec } from '../src/engines/trainer.ts';
import { thorough } from './thorough.ts';
import { tinyStart } from './tiny.ts';

export interface Subject {
  readonly engine: EngineName;
  /** Absent for an engine without rules. */
  readonly rules?: 'all' | 'none';
}

/** WebAssembly differs from plain JavaScript in its kernels only, which engine-ops.test.ts tries; the rest of it is left to check:slow. */
const WASM: readonly Subject[] = [{ engine: 'tfjs:wasm' as const }].slice(0, thorough(0, 1));

const ALL: readonly Subject[] = [
  { engine: 'onnx', rules: 'all' },
  { engine: 'onnx', rules: 'none' },
  { engine: 'tfjs:js' },
  ...WASM,
  { engine: 'tfjs:node' },
  { engine: 'tfjs:node-gpu' },
];

const named = async (subject: Subject) => {
  const state = await (await ENGINES[subject.engine].load()).available();
  const name = `engine ${subject.engine}${subject.rules ? `, rules: ${subject.rules}` : ''}`;
  return { subject, name, ...(state.works ? {} : { absent: state.problem }) };
};

const subjects = await Promise.all(ALL.map(named));

/** Those that work here. */
export const PRESENT: readonly Subject[] = subjects
  .filter(({ absent }) => absent === undefined)
  .map(({ subject }) => subject);

/** The same tests for each engine. */
export const describeEngines = (tests: (subject: Subject) => void): void => {
  for (const { subject, name, absent } of subjects)
    if (absent === undefined) describe(name, () => tests(subject));
    else describe.skip(`${name} (${absent})`, () => tests(subject));
};

/** A trainer of a subject that begins with the tiny network's first parameters. */
export async function openOn({ engine, rules }: Subject, spec: TrainerSpec): Promise<Trainer> {
  const trainer = await (await ENGINES[engine].load()).create({ ...spec, ...(rules && { rules }) });
  await trainer.write(tinyStart(spec));
  return trainer;
}
