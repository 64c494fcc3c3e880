/** @file Chooses the engine: the one asked for, or for `auto` the first of those that it may take which works here. */
import { usageError } from '../errors.ts';
import type { Engine } from './engine.ts';
import { autoNames, ENGINES, type EngineName } from './engines.ts';

export interface Selection {
  readonly name: EngineName;
  readonly engine: Engine;
  readonly device: string;
  /** Why this one, for the user. */
  readonly why: string;
}

/**
 * The engine asked for, or for `auto` the first that works.
 *
 * @throws UserError that says what to type, where it does not work here.
 */
export async function selectEngine(asked: EngineName | 'auto'): Promise<Selection> {
  const problems: string[] = [];
  for (const name of asked === 'auto' ? autoNames : [asked]) {
    const engine = await ENGINES[name].load();
    const state = await engine.available();
    if (state.works)
      return {
        name,
        engine,
        device: state.device,
        why: asked === 'auto' ? 'the best that works here' : 'as asked',
      };
    problems.push(`engine ${name} does not work here: ${state.problem}. To mend it: ${state.remedy}`);
  }
  throw usageError(problems.join('\n'));
}
