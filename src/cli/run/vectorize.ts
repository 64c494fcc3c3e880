/** @file How many runs are trained as one graph: as many as asked; else several where a GPU is seen to be sooner done with them so. */
import type { RunPlan } from '../../config/experiment.ts';
import { isReplicaEngine } from '../../engines/engine.ts';
import { ENGINES, type EngineName } from '../../engines/engines.ts';
import { usageError } from '../../errors.ts';
import { groupBy } from '../../group-by.ts';
import { counted } from '../../text/counted.ts';
import { brief } from '../../text/digits.ts';
import { type Comparison, compareTogether } from '../../training/auto/together.ts';
import { groupsOf } from '../../training/launch/groups.ts';
import type { RunGroup } from '../../training/launch/launcher.ts';

/** As many as are tried where nobody says how many: a larger graph gains little more, and takes memory. */
const MOST = 16;

interface Wish {
  /** --vectorize. */
  readonly asked: number | undefined;
  engineOf(plan: RunPlan): EngineName;
  /** Told before steps are timed, which takes seconds. */
  onMeasuring(engine: EngineName, runs: number): void;
  readonly compare?: typeof compareTogether;
}

/** Runs by process, and what the user should know of how that was decided. */
export interface Groups {
  readonly groups: readonly RunGroup[];
  readonly words: readonly string[];
}

/**
 * The runs in groups, each of one engine.
 * @throws UserError (exit code 2) where several are asked for as one graph, and the engine trains single runs alone.
 */
export async function groupsWith(plans: readonly RunPlan[], wish: Wish): Promise<Groups> {
  const byEngine = [...groupBy(plans, wish.engineOf)];
  const parts: Groups[] = [];
  for (const [engine, alike] of byEngine) parts.push(await groupsOn(engine, alike, wish));
  return { groups: parts.flatMap(({ groups }) => groups), words: parts.flatMap(({ words }) => words) };
}

async function groupsOn(
  engine: EngineName,
  plans: readonly RunPlan[],
  { asked, onMeasuring, compare = compareTogether }: Wish,
): Promise<Groups> {
  const singly = { groups: groupsOf(plans, 1), words: [] };
  if (asked === 1) return singly;
  const isAble = isReplicaEngine(await ENGINES[engine].load());
  if (asked !== undefined) {
    if (isAble) return { groups: groupsOf(plans, asked), words: [] };
    throw usageError(
      `--vectorize ${asked}: engine ${engine} trains runs one by one. Leave the option out, or take another engine (elu-bench list).`,
    );
  }
  // Processes side by side are the better use of cores (docs/decisions/0034-runs-in-step.md).
  if (!isAble || !ENGINES[engine].gpu) return singly;
  const groups = groupsOf(plans, MOST);
  const largest = groups.reduce((most, group) => (group.length > most.length ? group : most), groups[0]!);
  if (largest.length === 1) return singly;
  onMeasuring(engine, largest.length);
  const found = await compare(engine, largest);
  return { groups: found.pays ? groups : singly.groups, words: [comparisonText(found, largest.length)] };
}

/** What was measured, for the user. */
function comparisonText({ pays, alone, together, problem }: Comparison, runs: number): string {
  const verdict = pays ? 'runs are sooner done as one graph' : 'runs are trained one by one';
  if (alone === undefined || together === undefined)
    return `${verdict}: ${runs} as one graph could not be timed${problem === undefined ? '' : ` (${problem})`}`;
  const ms = (time: number) => brief(Number(time.toPrecision(2)));
  return `${verdict}: a step of ${runs} as one graph takes ${ms(together)} ms, of one alone ${ms(alone)}`;
}

/** What is said of groups; nothing where every run is alone. */
export function groupsText(groups: readonly RunGroup[]): string | undefined {
  const sizes = groups.map(({ length }) => length);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  if (groups.length === 0 || most === 1) return undefined;
  const size = least === most ? `${most}` : `${least} to ${most}`;
  return `runs train as one graph, ${size} to a process, in ${counted(groups.length, 'group')} (--vectorize 1: each by itself)`;
}
