/** @file The place of a run among those that train in step: what it trains with, and what it waits for. */
import type { ReplicaSteps, Replicas } from '../../engines/replicas.ts';
import type { StepResults, TrainerSpec } from '../../engines/trainer.ts';
import type { Chunks } from '../chunks.ts';

interface Wishes {
  /** For a trainer of its spec. */
  readonly trainer: { readonly asked: undefined; readonly given: undefined };
  /** For a number of steps, at most so many, that all take in the next call; 0 where training is to stop. */
  readonly count: { readonly asked: number; readonly given: number };
  /** For those steps. */
  readonly steps: { readonly asked: ReplicaSteps; readonly given: StepResults };
}

export type WishKind = keyof Wishes;
export type Asked<K extends WishKind> = Wishes[K]['asked'];
export type Given<K extends WishKind> = Wishes[K]['given'];

/** What a run waits for until every other one waits, too. */
export type WishOf<K extends WishKind> = {
  readonly kind: K;
  readonly asked: Asked<K>;
  grant(given: Given<K>): void;
  refuse(error: unknown): void;
};
export type Wish = { readonly [K in WishKind]: WishOf<K> }[WishKind];

export interface Seat {
  wish: Wish | undefined;
  /** What it wants to train with; absent between one trainer and the next. */
  spec: TrainerSpec | undefined;
  /** With whom it trains. */
  crew: Crew | undefined;
}

/** Runs that are one graph at present, in the order of its replicas. */
export interface Crew {
  readonly seats: readonly Seat[];
  readonly replicas: Replicas;
  /** Sizes the calls of all. */
  readonly chunks: Chunks<number>;
}

export const replicaOf = (seat: Seat): number => seat.crew!.seats.indexOf(seat);
