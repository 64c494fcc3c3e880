/** @file ImageFolder, the layout of torchvision: a folder a class, with a validation set beside the training set or without one. */
import { join } from 'node:path';
import { dataError } from '../../errors.ts';
import { isFolder } from '../../files/regular-file.ts';
import { grouped } from '../../text/counted.ts';
import { classNames, looseRemarks, validatedClasses } from './class-names.ts';
import { folderSource } from './folder-source.ts';
import { heldOutRemark, holdOut, notHeldOutRemarks, USUAL_SHARE } from './hold-out.ts';
import { inTurn } from './in-turn.ts';
import type { KeptSource, Layout } from './layout.ts';
import { type Columns, classColumns } from './pictures.ts';
import type { OpenOptions } from './source.ts';
import { classPictures, entriesOf, passedOverRemarks, startWalk } from './walk.ts';

/** What people call these sets, the first that is there. */
const TRAINING = ['train', 'training'];
const TESTING = ['test', 'testing'];
const VALIDATION = ['val', 'valid', 'validation', ...TESTING];

const TITLE = 'Folder of images';

export const imageFolder: Layout = {
  looks: 'train/CLASS/… and val/CLASS/…, or CLASS/… alone, of JPEG, PNG or WebP files (ImageFolder)',
  unmistakable: false,
  recognise: (dir) => (isFolder(dir) && entriesOf(dir).folders.length > 0 ? dir : undefined),
  open: async (root, options) => {
    const { folders } = entriesOf(root);
    const train = firstOf(folders, TRAINING);
    // Else it is a class among others, of railways.
    if (train === undefined || entriesOf(join(root, train)).folders.length === 0)
      return openClasses(root, '', options);
    const test = firstOf(folders, VALIDATION);
    return test === undefined ? openClasses(root, train, options) : openSplits(root, train, test, options);
  },
};

const firstOf = (folders: readonly string[], names: readonly string[]): string | undefined =>
  names.flatMap((name) => folders.filter((folder) => folder.toLowerCase() === name))[0];

/** A training and a validation set. */
async function openSplits(
  root: string,
  train: string,
  test: string,
  options: OpenOptions,
): Promise<KeptSource> {
  const walk = startWalk(root, options);
  const classes = classNames(root, train);
  const validated = new Set(validatedClasses(root, test, classes));
  const columns = async (split: string, name: string): Promise<Columns> =>
    classColumns(await classPictures(walk, `${split}/${name}`), root);
  const others = entriesOf(root).folders.filter((name) => name !== train && name !== test);
  const found = {
    train: await inTurn(classes, (name) => columns(train, name)),
    test: await inTurn(classes, async (name) =>
      validated.has(name) ? columns(test, name) : classColumns([], root),
    ),
  };
  return folderSource({
    title: TITLE,
    root,
    classes,
    ...found,
    remarks: [
      ...(TESTING.includes(test.toLowerCase()) ? [`${test} is taken as the validation set`] : []),
      ...(others.length === 0 ? [] : [`not used, as ${test} is the validation set: ${others.join(', ')}`]),
      ...(validated.size === classes.length
        ? []
        : [`classes without validation pictures: ${grouped(classes.length - validated.size)}`]),
      ...notHeldOutRemarks(options, test),
      ...looseRemarks(root, train),
      ...looseRemarks(root, test),
      ...passedOverRemarks(walk),
    ],
  });
}

/**
 * Classes without a validation set, of which a share is held out.
 * @throws UserError (exit code 3) where no class has one to spare.
 */
async function openClasses(root: string, within: string, options: OpenOptions): Promise<KeptSource> {
  const walk = startWalk(root, options);
  const share = options.validation ?? USUAL_SHARE;
  const classes = classNames(root, within);
  const sides = await inTurn(classes, async (name) => {
    const sides = holdOut(await classPictures(walk, within === '' ? name : `${within}/${name}`), share);
    return {
      train: classColumns(sides.train, root),
      test: classColumns(sides.test, root),
    };
  });
  const test = sides.map((side) => side.test);
  if (test.every(({ ends }) => ends.length === 0))
    throw dataError(
      `${root}: no validation set, and one picture of each class, so that none can be held out as one; expected train/CLASS/… and val/CLASS/…, or more pictures.`,
    );
  return folderSource({
    title: TITLE,
    root,
    classes,
    train: sides.map((side) => side.train),
    test,
    remarks: [heldOutRemark(share, test), ...looseRemarks(root, within), ...passedOverRemarks(walk)],
  });
}
