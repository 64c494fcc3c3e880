/** @file Which runs train in step in one process: those of one shape, which differ in nothing that their graph is made of but the activation. */
import type { Experiment, RunPlan } from '../../config/experiment.ts';
import { groupBy } from '../../group-by.ts';
import { canonical } from '../../store/config-hash.ts';
import type { RunGroup } from './launcher.ts';

/** All of an experiment but what may differ: the number of the run, what its variant is called, its activation and learning rates. */
function shapeOf({ runs, first_run, variants, ...experiment }: Experiment): string {
  const { activation, ...network } = experiment.network;
  const { learning_rate, ...optimizer } = experiment.optimizer;
  const { phases = [], ...train } = experiment.train;
  const parts = phases.map(({ learning_rate: own, ...part }) => part);
  return canonical({ ...experiment, network, optimizer, train, parts });
}

/**
 * Groups of at most `most` runs, as equal as can be, in the order of their first runs. Runs of one activation come together, as each activation
 * costs their graph some work.
 */
export function groupsOf(plans: readonly RunPlan[], most: number): readonly RunGroup[] {
  const shapes = [...groupBy(plans, ({ experiment }) => shapeOf(experiment)).values()];
  const groups = shapes.flatMap((alike) => shares(byActivation(alike), Math.ceil(alike.length / most)));
  const place = ([first]: RunGroup) => plans.indexOf(first);
  return groups.sort((a, b) => place(a) - place(b));
}

const byActivation = (plans: readonly RunPlan[]): readonly RunPlan[] =>
  [...groupBy(plans, ({ experiment }) => canonical(experiment.network.activation)).values()].flat();

/** So many shares of a list, whose lengths differ by one at most. */
const shares = (plans: readonly RunPlan[], count: number): RunGroup[] =>
  Array.from({ length: count }, (_, i) => {
    const at = (share: number) => Math.ceil((share * plans.length) / count);
    return plans.slice(at(i), at(i + 1)) as [RunPlan, ...RunPlan[]];
  });
