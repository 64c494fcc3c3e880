/** @file ImageNet as prepared pictures: found in the data folder, where `data prepare` puts them. */
import { dataError } from '../errors.ts';
import { dataFolder } from './data-folder.ts';
import type { WantedForm } from './dataset.ts';
import type { Location } from './dataset-row.ts';
import { chooseStore, storesIn, storesText } from './shards/stores.ts';

/** The data folder's `imagenet`, with at least one size. */
export function locateImagenet(): Location {
  const dir = dataFolder('imagenet');
  if (storesIn(dir).length > 0) return { found: true, dir, where: `${dir}: ${storesText(dir)}` };
  return { found: false, ...unprepared(dir) };
}

/** What is to be done. */
const unprepared = (dir: string) => ({
  problem: `no pictures of ImageNet are prepared in ${dir}`,
  remedy:
    'name the folder of its archives, "elu-bench data import imagenet --from DIR", and prepare them: elu-bench data prepare imagenet',
});

/**
 * The folder of the store that is meant: `dir` is a folder of sizes, or of shards.
 * @throws UserError (exit code 3) where it has none, or not this one.
 */
export function imagenetStore(dir: string, { size }: WantedForm): string {
  if (storesIn(dir).length > 0) return chooseStore(dir, size);
  if (dir !== dataFolder('imagenet'))
    throw dataError(
      `${dir}: no prepared pictures here; expected a folder of shards, or leave dataset.dir out after elu-bench data prepare imagenet.`,
    );
  const { problem, remedy } = unprepared(dir);
  throw dataError(`${problem}; ${remedy}.`);
}
