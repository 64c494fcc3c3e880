/** @file What a run that trains in step takes for a trainer of its own: one replica of a graph, whichever that is at present. */

import { type Engine, isReplicaEngine } from '../../engines/engine.ts';
import { stoppable } from '../../engines/forward.ts';
import type { inTurn } from '../../engines/in-turn.ts';
import type { ReplicaSteps, Replicas } from '../../engines/replicas.ts';
import type { StepResults, Trainer, TrainerSpec } from '../../engines/trainer.ts';
import { usageError } from '../../errors.ts';
import { replicaOf, type Seat } from './seat.ts';

/** The trainer of a seat that has a crew. What does not train is done when nothing else is, for it may be done by the same graph. */
export function seatTrainer(
  seat: Seat,
  spec: TrainerSpec,
  exclusive: ReturnType<typeof inTurn>,
  train: (steps: ReplicaSteps) => Promise<StepResults>,
): Trainer {
  const mine = <T>(work: (replicas: Replicas, replica: number) => Promise<T>): Promise<T> =>
    exclusive(() => work(seat.crew!.replicas, replicaOf(seat)));
  return {
    device: seat.crew!.replicas.device,
    train: (samples, rates, prepared) => train({ samples, rates, ...(prepared && { prepared }) }),
    forward: stoppable(
      (...of) =>
        mine(async (replicas, replica) => {
          spec.stop?.throwIfAborted();
          await replicas.forward(replica)(...of);
        }),
      spec.stop,
    ),
    read: () => mine((replicas, replica) => replicas.read(replica)),
    write: (state) => mine((replicas, replica) => replicas.write(replica, state)),
    async close() {
      seat.crew = undefined;
      seat.spec = undefined;
    },
  };
}

/**
 * Replicas of these specs, or a single trainer where one run is left: that is faster, and rounds as ever.
 * @throws UserError (exit code 2) where the engine trains single runs only.
 */
export async function openReplicas(engine: Engine, specs: readonly TrainerSpec[]): Promise<Replicas> {
  // Which run an evaluation is of is not known to all; each gives up its own. And each gives its batches.
  const unstopped = specs.map(({ stop, ownBatches, ...spec }) => spec);
  if (unstopped.length === 1) return onlyReplica(await engine.create(unstopped[0]!));
  if (isReplicaEngine(engine)) return engine.createReplicas(unstopped);
  throw usageError('this engine trains runs one by one only: --vectorize 1');
}

const onlyReplica = (trainer: Trainer): Replicas => ({
  device: trainer.device,
  count: 1,
  train: async ([steps]) => [await trainer.train(steps!.samples, steps!.rates, steps!.prepared)],
  forward: () => trainer.forward,
  read: () => trainer.read(),
  write: (_, state) => trainer.write(state),
  close: () => trainer.close(),
});
