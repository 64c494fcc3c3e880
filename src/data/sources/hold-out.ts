/** @file Which pictures are held out for validation where a folder has no validation set. */
import { createHash } from 'node:crypto';
import { grouped } from '../../text/counted.ts';
import type { Columns, Picture } from './pictures.ts';
import type { OpenOptions } from './source.ts';

export const USUAL_SHARE = 0.1;

/**
 * Of a class those that stay for training and those that are held out: the share whose names have the smallest hashes, one at least and never all.
 * So each class has its share, whatever the order; and where a picture is added, at most one other changes sides.
 */
export function holdOut(
  pictures: readonly Picture[],
  share: number,
): { readonly train: readonly Picture[]; readonly test: readonly Picture[] } {
  const count = Math.min(Math.max(1, Math.round(pictures.length * share)), pictures.length - 1);
  const ranked = pictures
    .map((picture) => ({ picture, hash: hashOf(picture.name) }))
    .sort((a, b) => a.hash - b.hash);
  const held = new Set(ranked.slice(0, Math.max(0, count)).map(({ picture }) => picture));
  return {
    train: pictures.filter((picture) => !held.has(picture)),
    test: pictures.filter((picture) => held.has(picture)),
  };
}

/** 48 bits of SHA-256. */
const hashOf = (name: string): number => createHash('sha256').update(name).digest().readUIntBE(0, 6);

/** What was held out of each class, for people. */
export function heldOutRemark(share: number, held: readonly Columns[]): string {
  const count = held.reduce((sum, { ends }) => sum + ends.length, 0);
  const without = held.filter(({ ends }) => ends.length === 0).length;
  return (
    `no validation set: ${Number((share * 100).toPrecision(3))} % of each class, ${grouped(count)} pictures, are held out as one` +
    (without === 0 ? '' : `; classes of one picture have none there: ${grouped(without)}`)
  );
}

/** Where a share was asked for and there is a validation set, for people. */
export const notHeldOutRemarks = ({ validation }: OpenOptions, set: string): readonly string[] =>
  validation === undefined ? [] : [`nothing is held out, as ${set} is the validation set`];
