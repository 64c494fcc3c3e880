/** @file What runs that train in step are given when all of them wait: the same number of steps for all of a graph, and its results. */
import type { Crew, Seat, WishKind, WishOf } from './seat.ts';

/** The wishes of one kind. */
export const wishesOf = <K extends WishKind>(seats: readonly Seat[], kind: K): readonly WishOf<K>[] =>
  seats.flatMap(({ wish }) => (wish?.kind === kind ? [wish as WishOf<K>] : []));

/** As many steps as all of a crew want. */
export function grantCounts({ seats, chunks }: Crew): void {
  const wishes = wishesOf(seats, 'count');
  const count = chunks.next(Math.min(...wishes.map(({ asked }) => asked)));
  for (const { grant } of wishes) grant(count);
}

/** The steps that a crew was given. */
export async function grantSteps({ seats, replicas, chunks }: Crew): Promise<void> {
  const wishes = wishesOf(seats, 'steps');
  try {
    const before = performance.now();
    const results = await replicas.train(wishes.map(({ asked }) => asked));
    chunks.took(wishes[0]!.asked.rates.length, performance.now() - before);
    for (const [i, { grant }] of wishes.entries()) grant(results[i]!);
  } catch (error) {
    for (const { refuse } of wishes) refuse(error);
  }
}
