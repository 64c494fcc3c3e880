/** @file The classes of ILSVRC: their wnids, sorted, and the ids by which the ground truth calls them, which have another order. */
import { dataError } from '../../../errors.ts';
import { byCodePoints } from '../code-points.ts';
import { readStructs } from './mat-structs.ts';

export interface Synsets {
  /** Sorted; a label is a place here. */
  readonly wnids: readonly string[];
  /** The label of each ILSVRC id. */
  readonly labels: ReadonlyMap<number, number>;
}

/**
 * The classes in the devkit's meta.mat: those with none below them, whose ids are 1, 2, 3 and so on.
 * @throws UserError (exit code 3) where it is damaged, or its ids are others.
 */
export function readSynsets(file: Buffer, path: string): Synsets {
  const rows = readStructs(file, path, 'synsets', ['ILSVRC2012_ID', 'WNID', 'num_children']);
  const ids = new Map<number, string>();
  for (const { ILSVRC2012_ID: id, WNID: wnid, num_children: below } of rows) {
    if (below !== 0) continue;
    if (typeof wnid !== 'string' || !/^\w{1,50}$/.test(wnid) || typeof id !== 'number' || ids.has(id))
      throw dataError(`${path}: a class with id ${id} and wnid ${wnid}; expected one id and one wnid each.`);
    ids.set(id, wnid);
  }
  const wnids = [...new Set(ids.values())].sort(byCodePoints);
  const gap = wnids.findIndex((_, i) => !ids.has(i + 1));
  if (wnids.length < 2 || wnids.length < ids.size || gap >= 0)
    throw dataError(
      `${path}: ${ids.size} classes of ${wnids.length} wnids${gap < 0 ? '' : `, none with id ${gap + 1}`}; expected classes with ids from 1 on.`,
    );
  return { wnids, labels: new Map([...ids].map(([id, wnid]) => [id, wnids.indexOf(wnid)])) };
}

/**
 * The label of each validation picture, by its number: line i is of the picture numbered i, wherever that lies in the archive.
 * @throws UserError (exit code 3) for a line that is no id of a class.
 */
export function readGroundTruth(text: string, path: string, { labels }: Synsets): Uint16Array {
  const lines = text.trimEnd().split(/\r?\n/);
  return Uint16Array.from(lines, (line, at) => {
    const label = /^\s*\d{1,9}\s*$/.test(line) ? labels.get(Number(line)) : undefined;
    if (label !== undefined) return label;
    throw dataError(
      `${path}: line ${at + 1}: ${JSON.stringify(line.slice(0, 40))}; expected an ILSVRC id from 1 to ${labels.size}.`,
    );
  });
}
