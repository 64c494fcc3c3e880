/** @file What `auto` means here: of the engines that work, the one by which an experiment is done soonest, measured by some of its steps. */
import type { RunPlan } from '../../config/experiment.ts';
import type { Availability } from '../../engines/engine.ts';
import { autoNames, ENGINES, type EngineName } from '../../engines/engines.ts';
import { circumstances } from './circumstances.ts';
import type { Measured, Tried } from './measured.ts';
import { type Memory, memoryFile, memoryKey, rememberedIn } from './remembered.ts';
import { type Trial, type TrialOrder, tryEngine } from './trial.ts';

/** Works wherever elu-bench does, and gives the same bits everywhere. */
export const ANYWHERE: EngineName = 'onnx';

export interface Choice {
  readonly name: EngineName;
  /** All engines that auto may take, with what is known of each. */
  readonly tried: readonly Tried[];
  /** When steps were timed, if they were, and whether that was now. */
  readonly measured?: { readonly at: string; readonly now: boolean };
}

/** Who measures, and where that is remembered. */
export interface Choosing {
  /** Runs that go on side by side with an engine. */
  atOnce(name: EngineName): number;
  /** Told before steps are timed, which takes seconds. */
  onMeasuring(names: readonly EngineName[]): void;
  /** Measures anew what is remembered. */
  readonly anew?: boolean;
  readonly names?: readonly EngineName[];
  readonly attempt?: (order: TrialOrder) => Promise<Trial>;
  readonly missing?: (name: EngineName) => Promise<Availability | undefined>;
  readonly memory?: Memory;
}

/** Chooses an engine for runs like this one. Where only one can work nothing is timed, and nothing that computes is loaded. */
export async function chooseEngine(plan: RunPlan, choosing: Choosing): Promise<Choice> {
  const { names = autoNames, missing = missingOf, memory = rememberedIn(memoryFile()), anew } = choosing;
  const seen = new Map<EngineName, Availability>();
  for (const name of names) {
    const found = await missing(name);
    if (found) seen.set(name, found);
  }
  const open = names.filter((name) => !seen.has(name));
  if (open.every((name) => name === ANYWHERE)) return { name: ANYWHERE, tried: inOrder(names, seen) };
  const key = memoryKey(circumstances(plan, open));
  const known = anew ? undefined : await memory.recall(key);
  const measured = known ?? (await measure(plan, open, choosing));
  if (!known) await memory.keep(key, measured);
  for (const { name, ...state } of measured.tried) seen.set(name, state);
  const tried = inOrder(names, seen);
  const name = soonest(tried, choosing);
  const timed = tried.some(({ msPerStep }) => msPerStep !== undefined);
  return { name, tried, ...(timed && { measured: { at: measured.at, now: known === undefined } }) };
}

/** Tries one engine after another, so that none disturbs another; the one that works anywhere only if there is something to compare it with. */
async function measure(
  plan: RunPlan,
  open: readonly EngineName[],
  { onMeasuring, attempt = tryEngine }: Choosing,
): Promise<Measured> {
  onMeasuring(open);
  const tried: Tried[] = [];
  const others = open.filter((name) => name !== ANYWHERE);
  for (const engine of others) tried.push({ name: engine, ...(await attempt({ engine, timed: plan })) });
  if (open.includes(ANYWHERE) && tried.some(({ works }) => works))
    tried.push({ name: ANYWHERE, ...(await attempt({ engine: ANYWHERE, timed: plan })) });
  return { at: new Date().toISOString(), tried };
}

/** The one that takes the least time a step, each counted for so many runs as go on at once; of equals the first. */
function soonest(tried: readonly Tried[], { atOnce }: Pick<Choosing, 'atOnce'>): EngineName {
  const times = tried.flatMap(({ name, works, msPerStep }) =>
    works && msPerStep !== undefined ? [{ name, ms: msPerStep / atOnce(name) }] : [],
  );
  const [first, ...rest] = times;
  return first ? rest.reduce((best, one) => (one.ms < best.ms ? one : best), first).name : ANYWHERE;
}

const inOrder = (names: readonly EngineName[], seen: ReadonlyMap<EngineName, Availability>): Tried[] =>
  names.flatMap((name) => {
    const state = seen.get(name);
    return state ? [{ name, ...state }] : [];
  });

async function missingOf(name: EngineName): Promise<Availability | undefined> {
  const engine = await ENGINES[name].load();
  const missing = await engine.missing?.();
  return missing && { works: false, ...missing };
}
