/** @file What computes the runs of a command: the engine that is asked for, or the one by which they were begun, or the one that `auto` finds to be fastest. */
import type { RunPlan } from '../../config/experiment.ts';
import { seesGpu } from '../../engines/drivers/gpu-files.ts';
import { thisSystem } from '../../engines/drivers/system.ts';
import type { Availability } from '../../engines/engine.ts';
import type { EngineName } from '../../engines/engines.ts';
import { notHere } from '../../engines/select.ts';
import { usageError } from '../../errors.ts';
import { recordedEngine } from '../../store/environment.ts';
import { runFolder } from '../../store/run-folder.ts';
import { ANYWHERE, type Choosing, chooseEngine } from '../../training/auto/choose.ts';
import { worksHere } from '../../training/auto/works-here.ts';
import { choiceText } from './engine-words.ts';
import type { Standings } from './standings.ts';

/** The engine of the runs that begin now. */
export interface Selection {
  readonly name: EngineName;
  readonly device: string;
  /** Why this one, for the user. */
  readonly why: string;
}

export interface Engines {
  readonly selection: Selection;
  of(plan: RunPlan): EngineName;
  /** What the user should know of it. */
  readonly words: readonly string[];
}

interface Wanted extends Pick<Choosing, 'atOnce' | 'onMeasuring' | 'anew'> {
  readonly asked: EngineName | 'auto';
  /** The run by whose steps `auto` measures; absent where none is left to train. */
  readonly typical: RunPlan | undefined;
  readonly out: string;
}

/**
 * Decides for all runs at once, so that they stay paired: what is begun goes on with the engine by which it was begun, and new runs take the same.
 * @throws UserError (exit code 2) that says what to type, where the engine that is asked for does not work here.
 */
export async function enginesOf(
  standings: Standings,
  wanted: Wanted,
  works: typeof worksHere = worksHere,
  choose: typeof chooseEngine = chooseEngine,
): Promise<Engines> {
  const { asked, typical, out } = wanted;
  if (asked !== 'auto')
    return { selection: await sure(asked, 'as asked', works), of: () => asked, words: [] };
  const { began, words } = await begunWith(standings, out, works);
  const of = (otherwise: EngineName) => (plan: RunPlan) => began.get(plan) ?? otherwise;
  const usual = mostCommon([...began.values()]);
  if (usual !== undefined) {
    const selection = await sure(usual, 'as the runs that are begun', works);
    const others = [...new Set(began.values())].filter((name) => name !== usual);
    const mixed = `some runs go on with ${others.join(' and ')}, by which they were begun, and the others take ${usual}`;
    return { selection, of: of(usual), words: others.length > 0 ? [...words, mixed] : words };
  }
  const choice = typical ? await choose(typical, wanted) : { name: ANYWHERE, tried: [] };
  const isAlone = choice.measured === undefined;
  const why = isAlone ? 'the only one that works here' : 'the fastest here';
  const state = choice.tried.find(({ name }) => name === choice.name);
  const selection = state?.works
    ? { name: choice.name, device: state.device, why }
    : await sure(choice.name, why, works);
  // On a machine without a GPU nobody asks why none is taken.
  const isToTell = choice.tried.length > 0 && (!isAlone || seesGpu(thisSystem(), { nvidia: false }));
  const told = isToTell ? [choiceText(choice, wanted.atOnce)] : [];
  return { selection, of: of(choice.name), words: [...words, ...told] };
}

/** By which engine each run was begun, as far as that is known and works here. */
async function begunWith(
  standings: Standings,
  out: string,
  works: typeof worksHere,
): Promise<{ readonly began: ReadonlyMap<RunPlan, EngineName>; readonly words: readonly string[] }> {
  const recorded = new Map(
    [...standings].flatMap(([plan, standing]) => {
      const name = standing === 'new' ? undefined : recordedEngine(runFolder(out, plan));
      return name === undefined ? [] : [[plan, name] as const];
    }),
  );
  const states = new Map<EngineName, Availability>();
  for (const name of new Set(recorded.values())) states.set(name, await works(name));
  const words = [...states].flatMap(([name, state]) =>
    state.works ? [] : [`runs were begun with another engine: ${notHere(name, state)}`],
  );
  return { began: new Map([...recorded].filter(([, name]) => states.get(name)!.works)), words };
}

async function sure(name: EngineName, why: string, works: typeof worksHere): Promise<Selection> {
  const state = await works(name);
  if (!state.works) throw usageError(notHere(name, state));
  return { name, device: state.device, why };
}

function mostCommon(names: readonly EngineName[]): EngineName | undefined {
  const count = (name: EngineName) => names.filter((other) => other === name).length;
  return names.reduce<EngineName | undefined>(
    (best, name) => (best !== undefined && count(best) >= count(name) ? best : name),
    undefined,
  );
}
