/** @file The index that an import leaves in the data folder: what was found, and where each picture lies, so that nobody goes through archives twice. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { dataError, UserError } from '../../errors.ts';
import { type Guards, isCount, isRecord, isText, passes } from '../../files/json-guards.ts';
import { isFolder, obstacle } from '../../files/regular-file.ts';
import { writeFiles } from '../atomic-files.ts';
import { decodeColumns, type Extent, encodeColumns, extentOf, isSound, ORDER } from './kept-columns.ts';
import type { Archive, KeptSource } from './layout.ts';
import { type Columns, type Home, listOf } from './pictures.ts';

const NAME = 'source.json';
const COLUMNS = 'source.bin';
/** Of another, nothing is known. */
const VERSION = 1;

/** What a list lies in, and how much its classes take. */
interface KeptExtents extends Home {
  readonly extents: readonly Extent[];
}

interface KeptFile extends Omit<KeptSource, 'train' | 'test'> {
  readonly version: number;
  readonly order: string;
  readonly sha256: string;
  readonly train: KeptExtents;
  readonly test: KeptExtents;
}

const isList = (value: unknown): boolean => Array.isArray(value) && value.every(isText);
const ARCHIVE: Guards<Archive> = { path: isText, size: isCount, modified: Number.isFinite };
const isExtent = (value: unknown): boolean =>
  Array.isArray(value) && value.length === 2 && value.every(isCount);
const LIST: Guards<KeptExtents> = {
  extents: (value) => Array.isArray(value) && value.every(isExtent),
  kind: (kind) => kind === 'folder' || kind === 'archive',
  path: isText,
};
const GUARDS: Guards<KeptFile> = {
  version: isCount,
  order: isText,
  sha256: isText,
  title: isText,
  root: isText,
  classes: isList,
  remarks: isList,
  checksums: (value) => isRecord(value) && Object.values(value).every(isText),
  archives: (value) => Array.isArray(value) && value.every((one) => passes(one, ARCHIVE)),
  train: (value) => passes(value, LIST),
  test: (value) => passes(value, LIST),
};

/** @throws UserError (exit code 1) where the folder can't be written, and the signal's reason when it aborts. */
export async function keepSource(folder: string, source: KeptSource, signal: AbortSignal): Promise<void> {
  const { train, test, ...rest } = source;
  const lists = [...train.classes, ...test.classes];
  const told = {
    ...rest,
    version: VERSION,
    order: ORDER,
    train: { ...train.home, extents: train.classes.map(extentOf) },
    test: { ...test.home, extents: test.classes.map(extentOf) },
  };
  const file: KeptFile = { ...told, sha256: digest(told, encodeColumns(lists)) };
  const files = new Map<string, Iterable<string | Uint8Array>>([
    [COLUMNS, encodeColumns(lists)],
    [NAME, [`${JSON.stringify(file)}\n`]],
  ]);
  await writeFiles(folder, files, signal);
}

/**
 * What an import has left in a folder; undefined where there was none. Archives that have another date since are told in a remark.
 * @throws UserError (exit code 3) where the index is damaged, or its archives are not where they were, or have another length.
 */
export async function keptSource(folder: string): Promise<KeptSource | undefined> {
  if (!existsSync(join(folder, NAME))) return undefined;
  const file = readKept(folder);
  const [training, testing] = readColumns(folder, file);
  const { version, order, sha256, train, test, ...rest } = file;
  const redated = rest.archives.filter(isRedated).map(({ path }) => basename(path));
  if (rest.archives.length === 0 && !isFolder(rest.root))
    throw dataError(`${rest.root}: the pictures were here when they were imported. ${again}`);
  return {
    ...rest,
    train: listOf({ kind: train.kind, path: train.path }, training),
    test: listOf({ kind: test.kind, path: test.path }, testing),
    remarks: [
      ...rest.remarks,
      ...redated.map(
        (name) => `${name} has another date than when it was imported, and the same length. ${again}`,
      ),
    ],
  };
}

const again = 'Import again from where it is: elu-bench data import imagenet --from DIR';

const damaged = (path: string) => dataError(`${path}: damaged, or of another version. ${again}`);

function readKept(folder: string): KeptFile {
  const path = join(folder, NAME);
  let file: unknown;
  try {
    file = JSON.parse(readFileSync(path, 'utf8'));
  } catch {}
  if (passes(file, GUARDS) && file.version === VERSION && file.order === ORDER) return file;
  throw damaged(path);
}

function readColumns(
  folder: string,
  { sha256, ...told }: KeptFile,
): [readonly Columns[], readonly Columns[]] {
  const path = join(folder, COLUMNS);
  if (obstacle(path) !== undefined) throw damaged(path);
  const bytes = readFileSync(path);
  const { classes, train, test } = told;
  const extents = [...train.extents, ...test.extents];
  const lists = digest(told, [bytes]) === sha256 ? decodeColumns(bytes, extents) : undefined;
  if (lists?.length !== 2 * classes.length || !lists.every(isSound)) throw damaged(path);
  return [lists.slice(0, classes.length), lists.slice(classes.length)];
}

/** Of all that is kept. */
function digest(told: Omit<KeptFile, 'sha256'>, columns: Iterable<Uint8Array>): string {
  const hash = createHash('sha256').update(JSON.stringify(told));
  for (const piece of columns) hash.update(piece);
  return hash.digest('hex');
}

/** What an import has left of a folder's archives, if they are as they were to the millisecond; undefined else, and of folders, which have no date. */
export async function keptUnchanged(folder: string, root: string): Promise<KeptSource | undefined> {
  try {
    const source = await keptSource(folder);
    const same = source?.root === root && source.archives.length > 0 && !source.archives.some(isRedated);
    return same ? source : undefined;
  } catch (error) {
    // Then it is made anew.
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** @throws UserError (exit code 3) where it can't be read any more, or has another length. */
function isRedated({ path, size, modified }: Archive): boolean {
  const problem = obstacle(path);
  if (problem !== undefined)
    throw dataError(`${path}: ${problem}; it was here when it was imported. ${again}`);
  const now = statSync(path);
  if (now.size !== size)
    throw dataError(`${path}: ${now.size} bytes; it had ${size} when it was imported. ${again}`);
  return now.mtimeMs !== modified;
}
