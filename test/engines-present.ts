/** @file Every engine and way of computing that can be tested here; one that is absent is a skip that says why. */
import { describe } from 'vitest';
import type { Engine } from '../src/engines/engine.ts';
import { ENGINES, type EngineName, engineNames } from '../src/engines/engines.ts';
import type { Trainer, TrainerSpec } from '../src/engines/trainer.ts';
import { stepwiseEngine } from './stepwise-device.ts';
import { thorough } from './thorough.ts';
import { tinyStart } from './tiny.ts';

/** The engines, and one more that takes steps as no device of them does. */
const SUBJECTS = {
  ...ENGINES,
  'onnx, one step a call': { load: async (): Promise<Engine> => stepwiseEngine },
};

export interface Subject {
  readonly engine: keyof typeof SUBJECTS;
  /** Absent for an engine without rules. */
  readonly rules?: 'all' | 'none';
}

/** WebAssembly differs from plain JavaScript in its kernels only, which engine-ops.test.ts tries; the rest of it is left to check:slow. */
const LATER: readonly EngineName[] = (['tfjs:wasm'] as const).slice(thorough(0, 1));
/** Takes one of the others. */
const ALIAS: EngineName = 'tfjs';

const ALL: readonly Subject[] = [
  ...engineNames
    .filter((engine) => engine !== ALIAS && !LATER.includes(engine))
    .flatMap((engine): readonly Subject[] =>
      engine.startsWith('onnx')
        ? [
            { engine, rules: 'all' },
            { engine, rules: 'none' },
          ]
        : [{ engine }],
    ),
  { engine: 'onnx, one step a call', rules: 'all' },
];

const named = async (subject: Subject) => {
  const state = await (await SUBJECTS[subject.engine].load()).available();
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
  const trainer = await (await SUBJECTS[engine].load()).create({ ...spec, ...(rules && { rules }) });
  await trainer.write(tinyStart(spec));
  return trainer;
}
