/** @file CIFAR-10 and CIFAR-100 as data sets: where they are looked for, and how they come into memory. */
import { dataFolder } from '../data-folder.ts';
import type { Dataset, Look } from '../dataset.ts';
import type { Location } from '../dataset-row.ts';
import { findIn } from './find.ts';
import { CIFAR, type CifarLayout, type CifarName } from './layout.ts';
import { recordsToSplit } from './records.ts';
import { type CifarContent, lookAtSource, readCifar } from './source.ts';

/** The data folder's `cifar10` or `cifar100`, where `data fetch` and `data import` put them; an archive or its folder will do there. */
export function locateCifar(name: CifarName): Location {
  const dir = dataFolder(name);
  const { title } = CIFAR[name];
  const found = findIn(dir, [name]);
  if (found && found.problem === undefined) return { found: true, dir, where: dir };
  return {
    found: false,
    problem: found?.problem?.replace(/\.$/, '') ?? `${title} is not in ${dir}`,
    remedy: `fetch it with "elu-bench data fetch ${name}", or name a folder or archive that holds it: dataset.dir=PATH`,
  };
}

/**
 * Reads a folder or an archive: images of 3 × 32 × 32, channel by channel, scaled to 0..1; CIFAR-100 with its fine labels.
 * A folder of one's own may hold fewer records than were published, whose sums then tell it apart.
 * @throws UserError (exit code 3) where something is missing or damaged.
 */
export async function loadCifar(name: CifarName, path: string): Promise<Dataset> {
  const { files } = await readCifar(path, name);
  const layout = CIFAR[name];
  const split = (which: 'train' | 'test') =>
    recordsToSplit(
      layout.files.filter((file) => file.split === which).map((file) => files.get(file.name)!),
      layout,
    );
  return {
    ...samplesOf(layout),
    train: split('train'),
    test: split('test'),
    checksums: sumsOf(files),
  };
}

/** What names and sizes of the files say; throws as `loadCifar` does for what shows so. */
export function lookAtCifar(name: CifarName, path: string): Look {
  const counts = lookAtSource(path, name);
  const layout = CIFAR[name];
  const train = layout.files.filter(({ split }) => split === 'train');
  return { ...samplesOf(layout), train: train.reduce((sum, { name: file }) => sum + counts.get(file)!, 0) };
}

const samplesOf = ({ labels }: CifarLayout) => ({
  sampleShape: [3, 32, 32],
  imageSize: [32, 32] as const,
  classes: labels.at(-1)!,
});

/** What `loadCifar` gives as checksums, without its images; throws as it does. */
export const cifarChecksums = async (name: CifarName, path: string): Promise<Dataset['checksums']> =>
  sumsOf((await readCifar(path, name)).files);

const sumsOf = (files: CifarContent['files']): Dataset['checksums'] =>
  Object.fromEntries([...files].map(([file, { sha1 }]) => [file, sha1]));
