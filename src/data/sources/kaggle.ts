/** @file ILSVRC 2012 as Kaggle hands it round: `ILSVRC/Data/CLS-LOC/train/WNID/`, a flat validation folder, and lists beside `ILSVRC`. */
import { join } from 'node:path';
import { CsvError, parse } from 'csv-parse/sync';
import { dataError } from '../../errors.ts';
import { isFolder, isThere } from '../../files/regular-file.ts';
import { checkListed, classNames } from './class-names.ts';
import { type Labels, labelledPictures, listedLabels } from './flat-folder.ts';
import { folderSource } from './folder-source.ts';
import { notHeldOutRemarks } from './hold-out.ts';
import { inTurn } from './in-turn.ts';
import type { Layout } from './layout.ts';
import { classColumns } from './pictures.ts';
import { comparedWith, ILSVRC } from './published.ts';
import { listText } from './text-lines.ts';
import { classPictures, passedOverRemarks, startWalk } from './walk.ts';

const PICTURES = 'Data/CLS-LOC';
const SOLUTION = 'LOC_val_solution.csv';

export const kaggle: Layout = {
  looks: `ILSVRC/${PICTURES}/train/WNID/…, ILSVRC/${PICTURES}/val/… and ${SOLUTION} (ImageNet from Kaggle)`,
  unmistakable: true,
  recognise: (dir) => [join(dir, 'ILSVRC'), dir].find((at) => isFolder(join(at, PICTURES, 'train'))),
  open: async (root, options) => {
    const solution = beside(root, SOLUTION);
    const walk = startWalk(root, options);
    const classes = classNames(root, `${PICTURES}/train`);
    checkListed(beside(root, 'LOC_synset_mapping.txt'), classes);
    const labels = solutions(solution, classes);
    const test = labelledPictures(walk, `${PICTURES}/val`, labels, classes.length);
    const train = await inTurn(classes, async (wnid) =>
      classColumns(await classPictures(walk, `${PICTURES}/train/${wnid}`), root),
    );
    const title = 'ImageNet (ILSVRC 2012, from Kaggle)';
    const remarks = [...notHeldOutRemarks(options, 'val'), ...passedOverRemarks(walk)];
    return comparedWith(ILSVRC, folderSource({ title, root, classes, train, test, remarks }));
  },
};

/** A list in or beside the folder ILSVRC. */
const beside = (root: string, name: string): string =>
  [join(root, name), join(root, '..', name)].find(isThere) ?? join(root, '..', name);

/** Rows of `ImageId,PredictionString`: the name without its ending; the wnid and a box, again for each box. */
const solutions = (path: string, classes: readonly string[]): Labels =>
  listedLabels(path, classes, (note) => {
    for (const [at, row] of rowsOf(path).entries()) {
      const wnid = row.PredictionString?.trim().split(' ')[0] ?? '';
      note(`${row.ImageId ?? ''}.JPEG`, wnid, at + 2);
    }
  });

function rowsOf(path: string): readonly Readonly<Partial<Record<string, string>>>[] {
  try {
    return parse(listText(path), { columns: true, bom: true, skip_empty_lines: true });
  } catch (error) {
    if (error instanceof CsvError) throw dataError(`${path}: ${error.message}.`);
    throw error;
  }
}
