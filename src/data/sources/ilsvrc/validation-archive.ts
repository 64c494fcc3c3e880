/** @file The validation archive: pictures of all classes, in no order, whose names hold the numbers by which the ground truth knows them. */
import { basename } from 'node:path';
import { dataError } from '../../../errors.ts';
import { grouped } from '../../../text/counted.ts';
import type { ByteStream } from '../../byte-stream.ts';
import { tarMembers } from '../../tar-members.ts';
import { byCodePoints } from '../code-points.ts';
import type { Archive } from '../layout.ts';
import { type Columns, classColumns, type Picture } from '../pictures.ts';
import { isHidden, isPicture } from '../walk.ts';
import type { Devkit } from './devkit.ts';

/** The number of a picture, from 1. */
const NUMBER = /_val_(\d{1,9})\.\w+$/i;

/**
 * The pictures of each class, in the order of the classes, by number.
 * @throws UserError (exit code 3) where it is cut off or damaged, or its numbers are not those of the ground truth, each once.
 */
export async function validationColumns(
  stream: ByteStream,
  { path, size: length }: Archive,
  { truth, truthPath, wnids }: Devkit,
): Promise<readonly Columns[]> {
  const pictures: (Picture | undefined)[] = Array.from(truth, () => undefined);
  for await (const { name, offset, size, isFile } of tarMembers(stream, path, length)) {
    if (!isFile || isHidden(basename(name)) || !isPicture(name)) continue;
    const number = Number(NUMBER.exec(name)?.[1]);
    if (!(number >= 1 && number <= truth.length))
      throw dataError(
        `${path}: ${name}: ${Number.isNaN(number) ? 'no number' : `number ${number}`}; expected ILSVRC2012_val_00000001.JPEG to number ${truth.length}, as ${truthPath} has ${grouped(truth.length)} lines.`,
      );
    const other = pictures[number - 1];
    if (other) throw dataError(`${path}: ${name}: number ${number} a second time, after ${other.name}.`);
    pictures[number - 1] = { name, offset, length: size };
  }
  const missing = pictures.filter((picture) => picture === undefined).length;
  if (missing > 0)
    throw dataError(
      `${path}: ${grouped(truth.length - missing)} pictures; expected ${grouped(truth.length)}, the lines of ${truthPath}. The first that is missing has number ${pictures.indexOf(undefined) + 1}.`,
    );
  return wnids.map((_, label) => {
    const of = pictures.filter((_, at) => truth[at] === label) as Picture[];
    return classColumns(
      of.sort((a, b) => byCodePoints(a.name, b.name)),
      path,
    );
  });
}
