/** @file How many runs are trained as one graph: as many as asked. */

import type { RunPlan } from '../../config/experiment.ts';
import { isReplicaEngine } from '../../engines/engine.ts';
import { ENGINES, type EngineName } from '../../engines/engines.ts';
import { usageError } from '../../errors.ts';
import { groupBy } from '../../group-by.ts';
import { counted } from '../../text/counted.ts';
import { groupsOf } from '../../training/launch/groups.ts';
import type { RunGroup } from '../../training/launch/launcher.ts';

/**
 * The runs in groups, each of one engine, of as many as are asked for at most.
 * @throws UserError (exit code 2) as below.
 */
export async function groupsWith(
  plans: readonly RunPlan[],
  engineOf: (plan: RunPlan) => EngineName,
  asked: number | undefined,
): Promise<readonly RunGroup[]> {
  const groups: RunGroup[] = [];
  for (const [engine, alike] of groupBy(plans, engineOf))
    groups.push(...groupsOf(alike, await vectorizedBy(asked, engine)));
  return groups;
}

/**
 * Runs that are to be one graph at most.
 * @throws UserError (exit code 2) where more are asked for than one, and the engine trains single runs alone.
 */
async function vectorizedBy(asked: number | undefined, engine: EngineName): Promise<number> {
  if (asked === undefined || asked === 1) return 1;
  if (isReplicaEngine(await ENGINES[engine].load())) return asked;
  throw usageError(
    `--vectorize ${asked}: engine ${engine} trains runs one by one. Leave the option out, or take another engine (elu-bench list).`,
  );
}

/** What is said of groups; nothing where every run is alone. */
export function groupsText(groups: readonly RunGroup[]): string | undefined {
  const sizes = groups.map(({ length }) => length);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  if (groups.length === 0 || most === 1) return undefined;
  const size = least === most ? `${most}` : `${least} to ${most}`;
  return `runs train as one graph, ${size} to a process, in ${counted(groups.length, 'group')} (--vectorize 1: each by itself)`;
}
