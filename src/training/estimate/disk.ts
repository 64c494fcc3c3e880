/** @file What a run leaves on disk, counted from its network and its evaluations. */
import type { Experiment } from '../../config/experiment.ts';
import { stateNumbers } from '../../network/flops.ts';
import type { Network } from '../../network/network.ts';

const FLOAT = 4;
/** A row of log.csv and one of activations.csv. */
const ROW_BYTES = 150;
const UNIT_ROW_BYTES = 45;

/** Bytes of the folder of a run: checkpoints, and a row of each CSV file an evaluation. */
export function diskOf(
  { checkpoint, optimizer, probe }: Experiment,
  network: Network,
  evaluations: number,
): number {
  const units = probe.per_unit ? unitsOf(network) : 0;
  const state = FLOAT * stateNumbers(network, optimizer);
  // Two checkpoints are kept.
  return (checkpoint.initial ? 3 : 2) * state + evaluations * (ROW_BYTES + units * UNIT_ROW_BYTES);
}

/** Hidden units, a channel being one. */
function unitsOf({ layers }: Network): number {
  let units = 0;
  let last = 0;
  for (const layer of layers) {
    if (layer.kind === 'dense' || layer.kind === 'conv') last = layer.units;
    if (layer.kind === 'activation') units += last;
  }
  return units;
}
