/** @file Brings CIFAR into the data folder, in its binary form, whatever form it comes in. */
import { dataError } from '../../errors.ts';
import { writeFiles } from '../atomic-files.ts';
import { dataFolder } from '../data-folder.ts';
import { CIFAR, type CifarName } from './layout.ts';
import { isComplete, readCifar } from './source.ts';

export interface Imported {
  readonly name: CifarName;
  readonly folder: string;
}

/**
 * Reads a folder or an archive, checks every record against what was published, and writes the files of the binary form.
 * @throws UserError: exit code 3 where it holds no such data set, not all of it, or a damaged one; 1 where the folder can't be written.
 */
export async function importCifar(
  path: string,
  { names, signal }: { readonly names?: readonly CifarName[]; readonly signal: AbortSignal },
): Promise<Imported> {
  const content = await readCifar(path, names);
  const { name, files } = content;
  if (!isComplete(content)) {
    const found = [...files].map(([file, { count }]) => `${count} records of ${file}`).join(', ');
    throw dataError(
      `${path}: ${found}; expected the whole of ${CIFAR[name].title}. A part of it can be trained on where it is: dataset.dir=${path}.`,
    );
  }
  const folder = dataFolder(name);
  await writeFiles(folder, new Map([...files].map(([file, { bytes }]) => [file, bytes])), signal);
  return { name, folder };
}
