/** @file Tiny ImageNet, as it unpacks: `train/WNID/images/`, and a flat validation folder with a list of its classes. */
import { join } from 'node:path';
import { isFolder, isThere } from '../../files/regular-file.ts';
import { checkListed, classNames } from './class-names.ts';
import { type Labels, labelledPictures, listedLabels } from './flat-folder.ts';
import { folderSource } from './folder-source.ts';
import { notHeldOutRemarks } from './hold-out.ts';
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
  unmistakable: true,
  recognise: (dir) =>
    [dir, join(dir, 'tiny-imagenet-200')].find(
      (at) => isFolder(join(at, 'val/images')) && isThere(join(at, LIST)),
    ),
  open: async (root, options) => {
    const walk = startWalk(root, options);
    const classes = classNames(root, 'train');
    checkListed(join(root, 'wnids.txt'), classes);
    const train = await inTurn(classes, async (wnid) =>
      classColumns(await classPictures(walk, `train/${wnid}/images`), root),
    );
    const test = labelledPictures(walk, 'val/images', annotations(join(root, LIST), classes), classes.length);
    const source = folderSource({
      title: 'Tiny ImageNet',
      root,
      classes,
      train,
      test,
      remarks: notHeldOutRemarks(options, 'val'),
    });
    return comparedWith(PUBLISHED, source);
  },
};

/** Lines of name, wnid, and a box, with tabs between them. */
const annotations = (path: string, classes: readonly string[]): Labels =>
  listedLabels(path, classes, (note) => {
    for (const [at, line] of textLines(path).entries()) {
      const [name = '', wnid = ''] = line.split('\t');
      note(name, wnid, at + 1);
    }
  });
