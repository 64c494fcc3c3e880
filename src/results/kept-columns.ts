/** @file Which columns of its log are left of a run when it fits on one line: their last value, and of some the best. */
import { columnNamed, OF_KEYS, type OwnColumn, USUAL } from '../measure/columns.ts';

const isKept = ({ over }: OwnColumn): boolean => over !== 'train_set';
const hasBest = ({ over, better }: OwnColumn): boolean => over === 'test' && better !== undefined;

/** Columns with their last value, and columns with their best. */
export interface Kept {
  readonly last: readonly OwnColumn[];
  readonly best: readonly OwnColumn[];
}

/** Of every log. The best errors stand before the best losses. */
export const KEPT: Kept = { last: USUAL.filter(isKept), best: USUAL.filter(hasBest).toReversed() };

/** Of logs that have what is asked for by key, as the table of measures has it. */
export const KEPT_OF_KEYS: Kept = { last: OF_KEYS.filter(isKept), best: OF_KEYS.filter(hasBest) };

/** Of logs with columns of these names what is asked for by key. */
export function keptOfKeys(names: Iterable<string>): Kept {
  const asked = [...new Set(names)]
    .flatMap((name) => columnNamed(name) ?? [])
    .filter(({ isAsked }) => isAsked);
  return { last: asked.filter(isKept), best: asked.filter(hasBest) };
}
