/** @file Tiny ImageNet, as it unpacks: `train/WNID/images/`, and a flat validation folder with a list of its classes. */
import { join } from 'node:path';
import { dataError } from '../../errors.ts';
import { isFolder, isThere } from '../../files/regular-file.ts';
import { classNames } from './class-names.ts';
import { type Labels, labelledPictures } from './flat-folder.ts';
import { folderSource } from './folder-source.ts';
import { inTurn } from './in-turn.ts';
import type { Layout } from './layout.ts';
import { classColumns } from './pictures.ts';
import { comparedWith } from './published.ts';
import { textLines } from './text-lines.ts';
import { classPictures, startWalk } from './walk.ts';

const PUBLISHED = { classes: 200, train: 100_000, test: 10_000 };
const LIST = 'val/val_annotations.txt';

export const tinyImageNet: Layout = {
  looks: 'train/WNID/images/…, val/images/… and val/val_annotations.txt (Tiny ImageNet)',
  recognise: (dir) =>
    [dir, join(dir, 'tiny-imagenet-200')].find(
      (at) => isFolder(join(at, 'val/images')) && isThere(join(at, LIST)),
    ),
  open: async (root, options) => {
    const walk = startWalk(root, options);
    const classes = classNames(root, 'train');
    checkClasses(join(root, 'wnids.txt'), classes);
    const train = await inTurn(classes, async (wnid, label) =>
      classColumns(await classPictures(walk, `train/${wnid}/images`), label, root),
    );
    const test = labelledPictures(walk, 'val/images', annotations(join(root, LIST), classes), classes.length);
    const source = folderSource({ title: 'Tiny ImageNet', root, classes, train, test, remarks: [] });
    return comparedWith(PUBLISHED, source);
  },
};

/** @throws UserError (exit code 3) where the list of classes, if it is there, and the folders differ. */
function checkClasses(list: string, classes: readonly string[]): void {
  if (!isThere(list)) return;
  const listed = new Set(textLines(list).map((line) => line.trim()));
  const stranger =
    classes.find((wnid) => !listed.has(wnid)) ?? [...listed].find((wnid) => !classes.includes(wnid));
  if (stranger !== undefined)
    throw dataError(
      `${list}: ${stranger} is ${listed.has(stranger) ? 'here, but not' : 'not here, but'} among the folders of train; expected the same classes in both.`,
    );
}

/** The class of each validation picture: name, wnid, and a box, with tabs between them. */
function annotations(path: string, classes: readonly string[]): Labels {
  const labels = new Map<string, number>();
  for (const [at, line] of textLines(path).entries()) {
    const [name = '', wnid = ''] = line.split('\t');
    const label = classes.indexOf(wnid);
    if (label < 0) throw dataError(`${path}: line ${at + 1}: class ${JSON.stringify(wnid)} is not in train.`);
    if (labels.has(name)) throw dataError(`${path}: line ${at + 1}: ${name} stands here a second time.`);
    labels.set(name, label);
  }
  return { path, classes: labels };
}
