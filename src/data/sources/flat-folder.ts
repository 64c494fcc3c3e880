/** @file A folder of pictures of all classes together, whose classes a list beside it says. */
import { join } from 'node:path';
import { dataError } from '../../errors.ts';
import { counted, grouped } from '../../text/counted.ts';
import { type Columns, classColumns, type Picture } from './pictures.ts';
import { entriesOf, picturesAmong, type Walk } from './walk.ts';

/** What a list says of pictures: the file it is in, and the class of each by its file's name. */
export interface Labels {
  readonly path: string;
  readonly classes: ReadonlyMap<string, number>;
}

/**
 * The pictures of a folder by class; the list and the folder must hold the same.
 * @throws UserError (exit code 3) where they don't.
 */
export function labelledPictures(
  walk: Walk,
  folder: string,
  labels: Labels,
  classes: number,
): readonly Columns[] {
  const pictures = picturesAmong(walk, folder, entriesOf(join(walk.root, folder)).files);
  const sorted: Picture[][] = Array.from({ length: classes }, () => []);
  for (const picture of pictures) {
    const label = labels.classes.get(picture.name.slice(folder.length + 1));
    if (label === undefined)
      throw dataError(
        `${labels.path}: nothing on ${picture.name}; expected the class of every picture there.`,
      );
    sorted[label]!.push(picture);
  }
  if (pictures.length < labels.classes.size) {
    const there = new Set(pictures.map(({ name }) => name.slice(folder.length + 1)));
    const missing = [...labels.classes.keys()].filter((name) => !there.has(name));
    const more = missing.length > 1 ? ` and ${grouped(missing.length - 1)} more` : '';
    throw dataError(
      `${join(walk.root, folder)}: ${counted(pictures.length, 'picture', grouped)}, of the ${grouped(labels.classes.size)} in ${labels.path}; ${missing[0]}${more} missing. Copy or unpack it again.`,
    );
  }
  return sorted.map((of) => classColumns(of, walk.root));
}

/** Takes what a list says of one picture after another; `line` is where it says so. */
export type Note = (name: string, wnid: string, line: number) => void;

/**
 * The labels that a list says, whose entries `read` goes through.
 * @throws UserError (exit code 3) for a class that is none, and a picture that stands there twice.
 */
export function listedLabels(path: string, classes: readonly string[], read: (note: Note) => void): Labels {
  const known = new Map(classes.map((name, label) => [name, label]));
  const labels = new Map<string, number>();
  read((name, wnid, line) => {
    const label = known.get(wnid);
    if (label === undefined)
      throw dataError(`${path}: line ${line}: class ${JSON.stringify(wnid)} is not in train.`);
    if (labels.has(name)) throw dataError(`${path}: line ${line}: ${name} stands here a second time.`);
    labels.set(name, label);
  });
  return { path, classes: labels };
}
