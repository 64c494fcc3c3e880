/** @file ImageNet as prepared pictures: found in the data folder, where `data prepare` puts them. */
import { dataError } from '../errors.ts';
import { dataFolder } from './data-folder.ts';
import type { WantedForm } from './dataset.ts';
import type { Location } from './dataset-row.ts';
import { chooseStore, storesIn, storesText } from './shards/stores.ts';
import { keptSource } from './sources/kept.ts';

/** The data folder's `imagenet`, with at least one size. */
export async function locateImagenet(): Promise<Location> {
  const dir = dataFolder('imagenet');
  if (storesIn(dir).length > 0) return { found: true, dir, where: `${dir}: ${storesText(dir)}` };
  return { found: false, ...(await absence(dir)) };
}

/** What is not there yet, and what to do about it. */
async function absence(dir: string): Promise<{ readonly problem: string; readonly remedy: string }> {
  const source = await keptSource(dir).catch(() => undefined);
  if (source)
    return {
      problem: `${source.title} is imported, but not prepared`,
      remedy: 'prepare it with "elu-bench data prepare imagenet"',
    };
  return {
    problem: `ImageNet is not in ${dir}`,
    remedy: `import it from the folder of its archives with "elu-bench data import imagenet --from DIR", and prepare it with "elu-bench data prepare imagenet"`,
  };
}

/**
 * The folder of the store that is meant: `dir` is a folder of sizes, or of shards.
 * @throws UserError (exit code 3) where it has none, or not this one.
 */
export async function imagenetStore(dir: string, { size }: WantedForm): Promise<string> {
  if (storesIn(dir).length > 0) return chooseStore(dir, size, () => 'imagenet');
  const { problem, remedy } =
    dir === dataFolder('imagenet')
      ? await absence(dir)
      : {
          problem: `${dir}: no prepared pictures here`,
          remedy:
            'expected a folder of shards; "elu-bench data prepare imagenet" makes one in the data folder, which needs no dataset.dir',
        };
  throw dataError(`${problem}; ${remedy}.`);
}
