/** @file When a condition is to hold: at a point of the runs (`5 epochs`), or `every evaluation`, perhaps `to 30 epochs`. */
import { type Point, readPoint } from '../compare/run-point.ts';

export interface When {
  readonly text: string;
  /** Whether it is every evaluation after the start. */
  readonly isEvery: boolean;
  /** The last one; absent: to the end of the training. */
  readonly to?: Point;
}

/** Reads one of `paper.claims.at`, whose form the experiment file's check has seen to. */
export function whenOf(written: string): When {
  const text = written.trim();
  const [, to] = /^every evaluation(?: to (.+))?$/.exec(text) ?? [];
  return {
    text,
    isEvery: text.startsWith('every evaluation'),
    ...(to !== undefined && { to: readPoint(to) }),
  };
}
