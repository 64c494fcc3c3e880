/** @file Brings the pictures of a folder into the data folder as a data set: an index of where they lie, while they stay where they are. */
import { grouped } from '../../text/counted.ts';
import { dataFolder } from '../data-folder.ts';
import type { Brought, ImportOptions } from '../dataset-row.ts';
import { isPublished } from './ilsvrc/published-archives.ts';
import { keepSource, keptUnchanged } from './kept.ts';
import type { KeptSource } from './layout.ts';
import { isUnmistakable, openSource, recognise } from './open.ts';

/**
 * Finds and checks the pictures of a folder, and keeps where they lie. Archives that are as they were are not gone through again. A folder of
 * classes could be any data set, and is taken only where the user says that it is this one.
 * @throws UserError: exit code 3 where there are none, not all, or damaged ones; 1 where the index can't be written.
 */
export async function importPictures(
  name: string,
  path: string,
  { name: meant, signal, progress }: ImportOptions,
): Promise<Brought | undefined> {
  if (meant === undefined && !isUnmistakable(path)) return undefined;
  const folder = dataFolder(name);
  const kept = await keptUnchanged(folder, recognise(path).root);
  const source = kept ?? (await openSource(path, { signal, progress }));
  if (!kept) await keepSource(folder, source, signal);
  return {
    name,
    folder,
    told: [
      `${source.title} in ${source.root}${kept ? ', whose archives have not changed since they were imported' : ''}`,
      ...facts(source),
      `An index of them is in ${folder}; the pictures stay where they are. "elu-bench data prepare ${name}" makes them ready for training.`,
    ],
  };
}

function facts({ classes, train, test, checksums, remarks }: KeptSource): readonly string[] {
  const published = Object.entries(checksums).filter(([name, sum]) => isPublished(name, sum));
  return [
    `${grouped(train.labels.length)} training and ${grouped(test.labels.length)} test (validation) pictures, ${grouped(classes.length)} classes`,
    ...published.map(([name, md5]) => `${name}: as published (MD5 ${md5})`),
    ...remarks,
  ];
}
