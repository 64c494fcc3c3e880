/** @file What is to be prepared, as a user names it: its pictures, and the folder for its stores. */
import { basename } from 'node:path';
import { stringify } from 'yaml';
import { dataError, usageError } from '../../errors.ts';
import { dataFolder } from '../data-folder.ts';
import { namedFolder } from '../own-pictures.ts';
import { keptSource } from '../sources/kept.ts';
import { openSource } from '../sources/open.ts';
import type { OpenOptions, Source } from '../sources/source.ts';

interface Asked extends OpenOptions {
  /** Name of one's own pictures, instead of that of their folder. */
  readonly as?: string;
}

export interface What {
  readonly source: Source;
  readonly folder: string;
  /** As a config names it, in YAML. */
  readonly dataset: string;
}

/**
 * `imagenet`, as it was imported, or a folder of pictures.
 * @throws UserError: exit code 3 where the pictures are missing or not whole; 2 for a name that is none, and options of the other kind.
 */
export async function whatToPrepare(what: string, { as, ...options }: Asked): Promise<What> {
  if (what === 'imagenet') {
    if (as !== undefined || options.validation !== undefined)
      throw usageError('imagenet: --as and --validation are for folders of pictures; expected neither.');
    const folder = dataFolder('imagenet');
    const source = await keptSource(folder);
    if (source) return { source, folder, dataset: inYaml({ name: 'imagenet' }) };
    throw dataError(
      'imagenet: not imported yet. Import it first from the folder of its archives: elu-bench data import imagenet --from DIR.',
    );
  }
  const source = await openSource(what, options);
  const name = as ?? basename(source.root);
  if (!/^(?!\.)[^/\\:*?"<>|\p{C}]{1,100}$/u.test(name))
    throw usageError(
      `${JSON.stringify(name)}: no name for pictures; expected letters, digits and such, as --as NAME.`,
    );
  return { source, folder: namedFolder(name), dataset: inYaml({ name: 'images', dir: name }) };
}

/** On a line; names that YAML would read as something else are quoted. */
const inYaml = (value: object): string =>
  stringify(value, { collectionStyle: 'flow', lineWidth: 0 }).trimEnd();
