/**
 * @file Runs of one process that train in step. Each goes its own way, evaluates and saves, until it wants to train; there it waits for the others, and
 * all take equally many steps as one graph. What a run does is the same as when it is alone.
 */
import type { Engine } from '../../engines/engine.ts';
import { inTurn } from '../../engines/in-turn.ts';
import type { Chunks } from '../chunks.ts';
import { formCrews } from './crews.ts';
import { grantCounts, grantSteps, wishesOf } from './grants.ts';
import type { Asked, Crew, Given, Seat, Wish, WishKind, WishOf } from './seat.ts';
import { openReplicas, seatTrainer } from './seat-trainer.ts';

/** A run's part in it. */
export interface Companion {
  /** Runs that began together. */
  readonly count: number;
  /** What all need alike, made for the first that asks; `stop` is that of all. */
  shared<T>(make: (stop: AbortSignal) => Promise<T>): Promise<T>;
  /** An engine whose trainer is a replica of what that engine trains. */
  engine(of: Engine): Engine;
  /** Calls of a size that all take. */
  readonly chunks: Chunks;
  /** The run is over: nobody waits for it any more. */
  leave(): void;
}

/** So many companions. Once `stop` is aborted they are given no steps any more. */
export function openLockstep(count: number, stop: AbortSignal): readonly Companion[] {
  const seats = new Set<Seat>();
  const exclusive = inTurn();
  let crews: readonly Crew[] = [];
  let engine: Engine | undefined;
  let made: Promise<unknown> | undefined;
  let isMeeting = false;

  const settle = async () => {
    const all = [...seats];
    // Who only waits for steps when all are to stop needs no graph any more.
    if (!stop.aborted || wishesOf(all, 'count').length < all.length)
      crews = await formCrews(all, crews, (specs) => openReplicas(engine!, specs));
    const trainers = wishesOf(all, 'trainer');
    if (trainers.length > 0) for (const { grant } of trainers) grant(undefined);
    else if (wishesOf(all, 'steps').length > 0) for (const crew of crews) await grantSteps(crew);
    else if (!stop.aborted) for (const crew of crews) grantCounts(crew);
  };
  /** Once nobody who is left is on the way any more. */
  const meet = () => {
    if (isMeeting || seats.size === 0 || [...seats].some(({ wish }) => !wish)) return;
    isMeeting = true;
    void exclusive(settle)
      .catch((error: unknown) => {
        for (const { wish } of seats) wish?.refuse(error);
      })
      .then(() => {
        isMeeting = false;
        meet();
      });
  };
  const ask = <K extends WishKind>(seat: Seat, kind: K, asked: Asked<K>): Promise<Given<K>> =>
    new Promise((grant, refuse) => {
      const over =
        <T>(tell: (what: T) => void) =>
        (what: T) => {
          seat.wish = undefined;
          tell(what);
        };
      const wish: WishOf<K> = { kind, asked, grant: over(grant), refuse: over(refuse) };
      seat.wish = wish as Wish;
      meet();
    });
  const companion = (seat: Seat): Companion => ({
    count,
    shared: <T>(make: (stop: AbortSignal) => Promise<T>) => {
      made ??= make(stop);
      return made as Promise<T>;
    },
    engine: (of) => {
      engine = of;
      return {
        available: of.available,
        async create(spec) {
          seat.spec = spec;
          await ask(seat, 'trainer', undefined);
          return seatTrainer(seat, spec, exclusive, (steps) => ask(seat, 'steps', steps));
        },
      };
    },
    chunks: {
      next: async (left) => (stop.aborted ? 0 : ask(seat, 'count', left)),
      took: () => {},
    },
    leave() {
      seats.delete(seat);
      seat.crew = undefined;
      if (seats.size > 0) meet();
      else
        void exclusive(async () => void (await Promise.all(crews.map(({ replicas }) => replicas.close()))));
    },
  });

  stop.addEventListener('abort', () => {
    for (const { grant } of wishesOf([...seats], 'count')) grant(0);
  });
  for (let place = 0; place < count; place++)
    seats.add({ wish: undefined, spec: undefined, crew: undefined });
  return [...seats].map(companion);
}
