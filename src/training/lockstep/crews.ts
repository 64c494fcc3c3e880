/** @file Which runs are one graph: those whose networks differ in their activations alone, as long as they are there. */
import type { Replicas } from '../../engines/replicas.ts';
import type { State, TrainerSpec } from '../../engines/trainer.ts';
import { groupBy } from '../../group-by.ts';
import { adaptiveChunks } from '../chunks.ts';
import { type Crew, replicaOf, type Seat } from './seat.ts';

/** Makes replicas of these specs. */
export type OpenReplicas = (specs: readonly TrainerSpec[]) => Promise<Replicas>;

/** What must be the same for all of a graph; parts of one training differ in their dropout. */
const shapeOf = ({ network }: TrainerSpec): string =>
  JSON.stringify(network.layers.map((layer) => ('function' in layer ? layer.kind : layer)));

/** The same seats, put together by what they want to train with. */
const classesOf = (seats: readonly Seat[]): readonly (readonly Seat[])[] => [
  ...groupBy(seats, ({ spec }) => shapeOf(spec!)).values(),
];

function isCrew(seats: readonly Seat[]): boolean {
  const crew = seats[0]!.crew;
  return crew?.seats.length === seats.length && seats.every((seat) => seat.crew === crew);
}

/**
 * Makes a crew of all seats that want to train with the same, where it is not one already, and takes their states along; gives up what then has
 * none. Returns the crews. A seat whose crew can't be had is told by its wish.
 */
export async function formCrews(
  seats: readonly Seat[],
  before: readonly Crew[],
  open: OpenReplicas,
): Promise<readonly Crew[]> {
  const changed = classesOf(seats).filter((those) => !isCrew(those));
  const moving = new Set(changed.flat());
  const states = new Map<Seat, State>();
  for (const seat of moving) {
    if (seat.crew) states.set(seat, await seat.crew.replicas.read(replicaOf(seat)));
    seat.crew = undefined;
  }
  const kept = before.filter((crew) => crew.seats.every((seat) => seat.crew === crew));
  // Before there are new ones: memory may not hold both.
  for (const crew of before) if (!kept.includes(crew)) await crew.replicas.close();
  const made: Crew[] = [];
  for (const those of changed) {
    try {
      made.push(await newCrew(those, states, open));
    } catch (error) {
      for (const seat of those) seat.wish?.refuse(error);
    }
  }
  return [...kept, ...made];
}

async function newCrew(
  seats: readonly Seat[],
  states: ReadonlyMap<Seat, State>,
  open: OpenReplicas,
): Promise<Crew> {
  const replicas = await open(seats.map(({ spec }) => spec!));
  const crew = { seats, replicas, chunks: adaptiveChunks() };
  for (const [replica, seat] of seats.entries()) {
    const state = states.get(seat);
    if (state) await replicas.write(replica, state);
    seat.crew = crew;
  }
  return crew;
}
