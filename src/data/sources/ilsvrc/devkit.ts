/** @file ILSVRC's development kit, as it comes or unpacked: the classes, and those of the validation pictures. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { dataError } from '../../../errors.ts';
import { isFolder, isThere, obstacle } from '../../../files/regular-file.ts';
import { readArchive } from '../../tar.ts';
import { readGroundTruth, readSynsets, type Synsets } from './synsets.ts';

export interface Devkit extends Synsets {
  /** What says the classes of the validation pictures. */
  readonly truthPath: string;
  /** Of the picture numbered 1, 2, 3 and so on. */
  readonly truth: Uint16Array;
}

const NAME = 'ILSVRC2012_devkit_t12';
const META = 'data/meta.mat';
const TRUTH = 'data/ILSVRC2012_validation_ground_truth.txt';
/** They have one million bytes and 200,000. */
const MOST_BYTES = 2 ** 24;

/** The kit in a folder, as an archive or unpacked; undefined where it is not there. */
export const findDevkit = (dir: string): string | undefined =>
  [`${NAME}.tar.gz`, `${NAME}.tar`, NAME].map((name) => join(dir, name)).find(isThere);

/** @throws UserError (exit code 3) where it is not whole, or damaged. */
export async function readDevkit(path: string): Promise<Devkit> {
  const [meta, truth] = isFolder(path)
    ? [META, TRUTH].map((name) => inFolder(path, name))
    : await inArchive(path);
  const synsets = readSynsets(meta!.bytes, meta!.where);
  const labels = readGroundTruth(truth!.bytes.toString('latin1'), truth!.where, synsets);
  return { ...synsets, truth: labels, truthPath: truth!.where };
}

interface Part {
  readonly bytes: Buffer;
  readonly where: string;
}

function inFolder(path: string, name: string): Part {
  const where = join(path, name);
  const problem = obstacle(where);
  if (problem !== undefined) throw dataError(`${where}: ${problem}.`);
  const { size } = statSync(where);
  if (size > MOST_BYTES) throw dataError(`${where}: ${size} bytes; expected at most ${MOST_BYTES}.`);
  return { bytes: readFileSync(where), where };
}

async function inArchive(path: string): Promise<readonly Part[]> {
  const names = [META, TRUTH].map((name) => `${NAME}/${name}`);
  const members = await readArchive(path, new Map(names.map((name) => [name, MOST_BYTES])));
  return names.map((name) => {
    const bytes = members.get(name);
    if (!bytes)
      throw dataError(`${path}: no ${name} in it; expected the development kit as it is published.`);
    return {
      bytes: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      where: `${path}: ${name}`,
    };
  });
}
