/** @file An engine by its name, where it works here. */
import { usageError } from '../errors.ts';
import type { Engine } from './engine.ts';
import { ENGINES, type EngineName } from './engines.ts';
import { type Precision, settlePrecision } from './precision.ts';

/**
 * The engine of this name, which rounds products as `precision` says where it can. `auto` is decided for all runs of a command by who starts them (training/auto/choose.ts).
 *
 * @throws UserError (exit code 2) that says what to type, where it does not work here.
 */
export async function selectEngine(name: EngineName, precision?: Precision): Promise<Engine> {
  // Before anything computes, if only on the CPU.
  settlePrecision(ENGINES[name].tf32 ? precision : 'float32');
  const engine = await ENGINES[name].load();
  const state = await engine.available();
  if (state.works) return engine;
  throw usageError(notHere(name, state));
}

/** What to say of an engine that does not work here. */
export const notHere = (
  name: EngineName,
  { problem, remedy }: { readonly problem: string; readonly remedy: string },
): string => `engine ${name} does not work here: ${problem}. To mend it: ${remedy}`;
