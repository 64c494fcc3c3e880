/** @file Brings CIFAR into the data folder, in its binary form, whatever form it comes in. */
import { dataError } from '../../errors.ts';
import { writeFiles } from '../atomic-files.ts';
import { dataFolder } from '../data-folder.ts';
import type { Brought, ImportOptions } from '../dataset-row.ts';
import { CIFAR, cifarNames } from './layout.ts';
import { findCifar, isComplete } from './source.ts';

/**
 * Reads a folder or an archive, checks every record against what was published, and writes the files of the binary form; undefined where it holds
 * none, or not the one of this name.
 * @throws UserError: exit code 3 where it holds not all of a data set, or a damaged one; 1 where the folder can't be written.
 */
export async function importCifar(
  path: string,
  { name: wanted, signal }: Pick<ImportOptions, 'name' | 'signal'>,
): Promise<Brought | undefined> {
  const content = await findCifar(
    path,
    cifarNames.filter((one) => wanted === undefined || one === wanted),
  );
  if (!content) return undefined;
  const { name, files } = content;
  if (!isComplete(content)) {
    const found = [...files].map(([file, { count }]) => `${count} records of ${file}`).join(', ');
    throw dataError(
      `${path}: ${found}; expected the whole of ${CIFAR[name].title}. A part of it can be trained on where it is: dataset.dir=${path}.`,
    );
  }
  const folder = dataFolder(name);
  await writeFiles(folder, new Map([...files].map(([file, { bytes }]) => [file, [bytes]])), signal);
  return { name, folder };
}
