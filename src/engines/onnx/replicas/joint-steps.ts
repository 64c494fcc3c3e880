/** @file The steps of several runs as one graph, which takes the runs in the order of their networks. */
import { isDeepStrictEqual } from 'node:util';
import { type Expr, input, is } from '../../../graph/expr.ts';
import { cast, reshape } from '../../../graph/ops.ts';
import type { TrainerSpec } from '../../trainer.ts';
import type { Device, StepMask } from '../device.ts';
import { type Steps, singleRun } from '../steps.ts';
import { stack } from './batched-node.ts';
import { vectorize } from './vectorize.ts';

export interface JointSteps extends Steps {
  /** Numbers of the specs that have one network, network by network: the order of the runs in samples, rates, tensors and results. */
  readonly groups: readonly (readonly number[])[];
}

/** The mask of the run at a place. */
export const maskAt = (place: number, name: string): string => `${place}/${name}`;

function groupsOf(specs: readonly TrainerSpec[]): number[][] {
  const groups: number[][] = [];
  for (const [run, { network }] of specs.entries()) {
    const known = groups.find(([first]) => isDeepStrictEqual(specs[first!]!.network, network));
    if (known) known.push(run);
    else groups.push([run]);
  }
  return groups;
}

/** Steps of runs that are alike (checkAlike). Rules are applied to each network by itself, since they go by its activation. */
export function jointSteps(specs: readonly TrainerSpec[], device: Pick<Device, 'withoutRules'>): JointSteps {
  const groups = groupsOf(specs);
  const singles = groups.map(([first]) => singleRun(specs[first!]!, device));
  const { state, batch, masks } = singles[0]!;
  const runs = specs.length;
  const alike = singles.map(({ step }, g) => ({ outputs: step, runs: groups[g]!.length }));
  return {
    step: vectorize(alike, inputsOfAll(singles[0]!, runs)),
    state: new Map([...state].map(([name, shape]) => [name, [runs, ...shape]])),
    batch: runs * batch,
    runs: [runs],
    masks: masks.flatMap((mask) =>
      Array.from({ length: runs }, (_, place): StepMask => ({ ...mask, name: maskAt(place, mask.name) })),
    ),
    groups,
  };
}

/** What the Inputs of a run are for all. */
function inputsOfAll({ state, masks }: Steps, runs: number): (node: Expr) => Expr | undefined {
  const places = Array.from({ length: runs }, (_, place) => place);
  const isMask = new Set(masks.map(({ name }) => name));
  const masksOf = ({ attributes: { name }, shape, dtype }: Expr<'Input'>): Expr[] =>
    places.map((place) => input(maskAt(place, name), shape, dtype));
  return (node) => {
    // GPUs put numbers together, but not booleans.
    const [mask] = node.inputs;
    if (is(node, 'Cast') && is(mask, 'Input') && isMask.has(mask.attributes.name))
      return stack(masksOf(mask).map((one) => cast(one, node.attributes.to)));
    if (!is(node, 'Input')) return undefined;
    const { name } = node.attributes;
    if (isMask.has(name)) return stack(masksOf(node));
    const all = [runs, ...node.shape];
    if (state.has(name)) return input(name, all, node.dtype);
    // A rate a run, or so many samples of each.
    const [each = 1, ...others] = node.shape;
    return reshape(input(name, [runs * each, ...others], node.dtype), all);
  };
}
