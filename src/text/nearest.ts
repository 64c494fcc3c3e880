/** @file The valid name that a wrong one was probably meant to be. */
import { seen } from './visible.ts';

/** The name that differs least, if it differs by no more than a third of its letters; case, "-", "_" and what is not seen don't count. */
export function nearest(written: string, names: readonly string[]): string | undefined {
  const plain = simplify(written);
  let best: string | undefined;
  let least = Infinity;
  for (const name of names) {
    const distance = editDistance(plain, simplify(name));
    if (distance < least && distance <= Math.max(1, Math.floor(name.length / 3))) {
      best = name;
      least = distance;
    }
  }
  return best;
}

const simplify = (name: string): string =>
  seen(name.slice(0, 100)).trim().toLowerCase().replaceAll(/[-_]/g, '');

/**
 * Letters to insert, remove, replace or swap with their neighbour to get from a to b (optimal string alignment):
 * d(i,j) = min(d(i−1,j) + 1, d(i,j−1) + 1, d(i−1,j−1) + [aᵢ ≠ bⱼ], d(i−2,j−2) + 1 if the last two are swapped).
 */
export function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let above: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = above[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? before[j - 2]! + 1 : Infinity;
      row.push(Math.min(above[j]! + 1, row[j - 1]! + 1, replaced, swapped));
    }
    before = above;
    above = row;
  }
  return above[b.length]!;
}
