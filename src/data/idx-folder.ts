/** @file A folder in MNIST's layout: images and labels of a training and a test split, four IDX files. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { dataError } from '../errors.ts';
import { isFolder, isThere } from '../files/regular-file.ts';
import type { Dataset, Look, Split } from './dataset.ts';
import { type IdxFile, type IdxKind, idxProblem, readHeader, readIdx } from './idx.ts';
import { residentSplit } from './resident-split.ts';

/** The four files, by the name under which their checksums are recorded, whatever the file on disk is called. */
const FILES = {
  'train-images-idx3-ubyte': 'images',
  'train-labels-idx1-ubyte': 'labels',
  't10k-images-idx3-ubyte': 'images',
  't10k-labels-idx1-ubyte': 'labels',
} as const satisfies Record<string, IdxKind>;

export type IdxName = keyof typeof FILES;
export type IdxFolder = Readonly<Record<IdxName, IdxFile>>;

export const IDX_NAMES = Object.keys(FILES) as IdxName[];

/** `train-images-idx3-ubyte` is also found as `train-images.idx3-ubyte` (its older name), and each as `.gz`. */
function spellings(name: IdxName): string[] {
  const older = name.replace('-idx', '.idx');
  return [name, older, `${name}.gz`, `${older}.gz`];
}

/** Where a file may be: in the folder, or in a folder of its own name, as some archives unpack. */
const places = (dir: string, name: IdxName): string[] =>
  [dir, ...spellings(name).map((folder) => join(dir, folder))].flatMap((folder) =>
    spellings(name).map((spelling) => join(folder, spelling)),
  );

interface Found {
  /** The first that is as it should be, as far as its ends tell; else the first there is. */
  readonly file: string | undefined;
  /** What is wrong with that, or that there is none. */
  readonly problem: string | undefined;
}

function findFile(dir: string, name: IdxName, labels?: IdxFile): Found {
  let first: Found | undefined;
  for (const file of places(dir, name)) {
    if (!isThere(file) || isFolder(file)) continue;
    const problem = idxProblem(file, FILES[name], labels);
    if (problem === undefined) return { file, problem };
    first ??= { file, problem };
  }
  if (first) return first;
  const missing = `${dir}: no ${name} here; looked for ${spellings(name).join(', ')}.`;
  return { file: undefined, problem: existsSync(dir) ? missing : `${dir}: there is no such folder.` };
}

/** Whether anything is there under a name of one of the four files. */
export const hasIdxNames = (dir: string): boolean =>
  IDX_NAMES.some((name) => spellings(name).some((spelling) => isThere(join(dir, spelling))));

/** One file of a folder, whole. */
export function readIdxFile(dir: string, name: IdxName, labels?: IdxFile): IdxFile {
  const { file, problem } = findFile(dir, name, labels);
  if (file === undefined) throw dataError(problem!);
  return readIdx(file, FILES[name], labels);
}

/**
 * Reads the four files, one byte a value.
 * @throws UserError (exit code 3) for a file that is missing, damaged, or does not fit the others.
 */
export function readIdxFolder(dir: string): IdxFolder {
  const read = (name: IdxName, labels?: IdxFile) => readIdxFile(dir, name, labels);
  // Labels first: they are small, and say how many images there must be before those are read.
  const trainLabels = read('train-labels-idx1-ubyte');
  const testLabels = read('t10k-labels-idx1-ubyte');
  const trainImages = read('train-images-idx3-ubyte', trainLabels);
  const testImages = read('t10k-images-idx3-ubyte', testLabels);
  return {
    'train-images-idx3-ubyte': trainImages,
    'train-labels-idx1-ubyte': trainLabels,
    't10k-images-idx3-ubyte': testImages,
    't10k-labels-idx1-ubyte': testLabels,
  };
}

/**
 * The folder as a data set: images scaled to 0..1 and flattened, as many classes as the largest training label plus 1.
 * @throws UserError (exit code 3) where image sizes or labels of the two splits do not fit together.
 */
export function toDataset(folder: IdxFolder): Dataset {
  const trainImages = folder['train-images-idx3-ubyte'];
  const trainLabels = folder['train-labels-idx1-ubyte'];
  const testImages = folder['t10k-images-idx3-ubyte'];
  const testLabels = folder['t10k-labels-idx1-ubyte'];
  const [trainSize, testSize] = [trainImages, testImages].map(({ shape }) => shape.slice(1).join(' × '));
  if (trainSize !== testSize) {
    throw dataError(
      `${testImages.file}: images of ${testSize}; expected ${trainSize}, as in ${trainImages.file}.`,
    );
  }
  const classes = classesOf(trainLabels);
  const stranger = testLabels.data.findIndex((label) => label >= classes);
  if (stranger >= 0) {
    throw dataError(
      `${testLabels.file}: record ${stranger} (from 0): label ${testLabels.data[stranger]}; ` +
        `expected 0 to ${classes - 1}, the labels of ${trainLabels.file}.`,
    );
  }
  return {
    sampleShape: [trainImages.shape[1]! * trainImages.shape[2]!],
    imageSize: [trainImages.shape[1]!, trainImages.shape[2]!],
    classes,
    train: toSplit(trainImages, trainLabels),
    test: toSplit(testImages, testLabels),
    checksums: idxChecksums(folder),
  };
}

/**
 * What labels, headers and sizes say of the folder; of the images no more than the ends is read.
 * @throws UserError (exit code 3) for a file that is missing, seen to be damaged, or does not fit the others.
 */
export function lookAtIdxFolder(dir: string): Look & { readonly labels: readonly [IdxFile, IdxFile] } {
  const train = readIdxFile(dir, 'train-labels-idx1-ubyte');
  const test = readIdxFile(dir, 't10k-labels-idx1-ubyte');
  const [count, height, width] = imagesShape(dir, 'train-images-idx3-ubyte', train);
  imagesShape(dir, 't10k-images-idx3-ubyte', test);
  return {
    sampleShape: [height * width],
    imageSize: [height, width],
    classes: classesOf(train),
    train: count,
    labels: [train, test],
  };
}

/** Count, height and width. */
function imagesShape(dir: string, name: IdxName, labels: IdxFile): [number, number, number] {
  const { file, problem } = findFile(dir, name, labels);
  if (problem !== undefined) throw dataError(problem);
  return readHeader(file!, FILES[name], labels).shape as [number, number, number];
}

const classesOf = ({ data }: IdxFile): number => data.reduce((most, label) => Math.max(most, label), 0) + 1;

/** By which the folder is known wherever it lies. */
export const idxChecksums = (folder: IdxFolder): Dataset['checksums'] =>
  Object.fromEntries(IDX_NAMES.map((name) => [name, folder[name].md5]));

const toSplit = (images: IdxFile, labels: IdxFile): Split =>
  residentSplit({ values: images.data }, Uint16Array.from(labels.data));
