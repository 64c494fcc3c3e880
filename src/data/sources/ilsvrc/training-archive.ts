/** @file The training archive: a tar of a tar for each class. */
import { basename } from 'node:path';
import { dataError } from '../../../errors.ts';
import { grouped } from '../../../text/counted.ts';
import type { ByteStream } from '../../byte-stream.ts';
import { tarMembers } from '../../tar-members.ts';
import { byCodePoints } from '../code-points.ts';
import type { Archive } from '../layout.ts';
import { type Columns, classColumns, type Picture } from '../pictures.ts';
import { isHidden, isPicture } from '../walk.ts';

/**
 * The pictures of each class, in the order of the classes, by name.
 * @throws UserError (exit code 3) where it is cut off or damaged, a class is missing, there twice, without pictures or unknown.
 */
export async function trainingColumns(
  stream: ByteStream,
  { path, size: length }: Archive,
  wnids: readonly string[],
): Promise<readonly Columns[]> {
  const labels = new Map(wnids.map((wnid, label) => [wnid, label]));
  const columns = new Map<number, Columns>();
  for await (const { name, size, isFile } of tarMembers(stream, path, length)) {
    if (!isFile || isHidden(basename(name))) continue;
    const where = `${path}: ${name}`;
    const label = labels.get(basename(name, '.tar'));
    if (label === undefined || !name.endsWith('.tar'))
      throw dataError(
        `${where}: no archive of a class of the devkit; expected ${wnids[0]}.tar and the like.`,
      );
    if (columns.has(label)) throw dataError(`${where}: a second archive of this class.`);
    columns.set(label, classColumns(await classMembers(stream, where, size), path));
  }
  const missing = wnids.filter((_, label) => !columns.has(label));
  if (missing.length > 0)
    throw dataError(
      `${path}: no ${missing[0]}.tar${missing.length > 1 ? ` and ${grouped(missing.length - 1)} more missing` : ''}; expected an archive for each of the ${grouped(wnids.length)} classes of the devkit.`,
    );
  return wnids.map((_, label) => columns.get(label)!);
}

async function classMembers(stream: ByteStream, where: string, length: number): Promise<readonly Picture[]> {
  const pictures = new Map<string, Picture>();
  for await (const { name, offset, size, isFile } of tarMembers(stream, where, length)) {
    if (!isFile || isHidden(basename(name)) || !isPicture(name)) continue;
    if (pictures.has(name)) throw dataError(`${where}: holds ${name} twice.`);
    pictures.set(name, { name, offset, length: size });
  }
  if (pictures.size === 0) throw dataError(`${where}: holds no pictures; expected JPEG files.`);
  return [...pictures.values()].sort((a, b) => byCodePoints(a.name, b.name));
}
