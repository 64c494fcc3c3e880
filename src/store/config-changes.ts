/** @file What of a config has changed since a folder got its results, key by key, so that a refusal says why. */
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { leavesOf } from '../config/decides.ts';
import { expand } from '../config/expand.ts';
import type { RunPlan } from '../config/experiment.ts';
import { loadExperiment } from '../config/load.ts';
import { fileOf } from '../config/resolve.ts';
import { UserError } from '../errors.ts';
import { decisive, isHashOf } from './config-hash.ts';

/** The plan that the config.yaml of a run folder means; undefined where there is none, or none that can be read any more. */
export function planOf(folder: string): RunPlan | undefined {
  try {
    return expand(loadExperiment(join(folder, 'config.yaml')))[0];
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** True where `hash`, which a file in the folder of a run keeps, is the plan's, wherever the data lay when it was written. */
export const isHashIn = (folder: string, hash: string, plan: RunPlan): boolean =>
  isHashOf(hash, plan, [plan.experiment.dataset.dir]) ||
  isHashOf(hash, plan, [planOf(folder)?.experiment.dataset.dir]);

/** Lines such as `optimizer.learning_rate: 0.01 before, 0.1 now`, one a deciding setting that differs. */
export function configChanges(before: RunPlan, now: RunPlan): readonly string[] {
  const [old, present] = [settingsOf(before), settingsOf(now)];
  return [...new Set([...old.keys(), ...present.keys()])]
    .filter((key) => !isDeepStrictEqual(old.get(key), present.get(key)))
    .map((key) => `${key}: ${text(old.get(key))} before, ${text(present.get(key))} now`);
}

const settingsOf = ({ experiment, run }: RunPlan) => leavesOf({ ...decisive(fileOf(experiment)), run });

function text(value: unknown): string {
  if (value === undefined) return 'not given';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
