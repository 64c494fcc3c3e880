/** @file Whether runs come out sooner as one graph than one after another: measured by some of their steps, each in a process of its own, and remembered. */
import type { EngineName } from '../../engines/engines.ts';
import type { RunGroup } from '../launch/launcher.ts';
import { circumstances } from './circumstances.ts';
import type { Measured } from './measured.ts';
import { type Memory, memoryFile, memoryKey, rememberedIn } from './remembered.ts';
import { type Trial, type TrialOrder, tryEngine } from './trial.ts';

/** Less gain than this is noise. */
const GAIN = 0.95;

export interface Comparison {
  /** Whether they are sooner done as one graph. */
  readonly pays: boolean;
  /** Milliseconds of a step of one run by itself, and of a step of all as one graph; absent where they could not be timed. */
  readonly alone?: number;
  readonly together?: number;
  /** Why not. */
  readonly problem?: string;
}

interface Means {
  readonly attempt?: (order: TrialOrder) => Promise<Trial>;
  readonly memory?: Memory;
}

/** Compares them on an engine that has the machine's GPU to itself. */
export async function compareTogether(
  engine: EngineName,
  runs: RunGroup,
  { attempt = tryEngine, memory = rememberedIn(memoryFile()) }: Means = {},
): Promise<Comparison> {
  const activations = runs.map(({ experiment }) => experiment.network.activation);
  const key = memoryKey({ ...circumstances(runs[0], [engine]), activations });
  const known = await memory.recall(key);
  if (known) return comparisonOf(known, runs.length);
  const alone = await attempt({ engine, timed: runs[0] });
  const together = await attempt({ engine, together: runs });
  const tried = [alone, together].map((trial) => ({ name: engine, ...trial }));
  const measured = { at: new Date().toISOString(), tried };
  // What failed may go well another time.
  if (alone.works && together.works) await memory.keep(key, measured);
  return comparisonOf(measured, runs.length);
}

function comparisonOf({ tried: [alone, together] }: Measured, count: number): Comparison {
  if (together?.works === false) return { pays: false, problem: together.problem };
  const [one, all] = [alone?.msPerStep, together?.msPerStep];
  if (one === undefined || all === undefined) return { pays: false };
  return { pays: all < GAIN * count * one, alone: one, together: all };
}
