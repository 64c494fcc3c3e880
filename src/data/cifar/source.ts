/** @file Finds CIFAR in what a user has: a folder or a tar archive, in any of its forms, and reads it as checked binary records. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { dataError, type UserError } from '../../errors.ts';
import { isThere, obstacle } from '../../files/regular-file.ts';
import { archiveProblem, readArchive } from '../tar.ts';
import { type Candidate, candidates, type Found, findIn } from './find.ts';
import { FORMS, type Member } from './forms.ts';
import { CIFAR, type CifarName, cifarNames } from './layout.ts';
import { checkRecords, countRecords, type Records } from './records.ts';

export interface CifarContent {
  readonly name: CifarName;
  /** Records of each file, by the name of the binary one, in the order of the layout. */
  readonly files: ReadonlyMap<string, Records>;
}

/** Bytes of a member, or undefined where it is not there; `where` is how errors call it. */
type Read = (member: Member) => { readonly bytes: Uint8Array; readonly where: string } | undefined;

/**
 * Reads a folder or an archive, which must hold this data set.
 * @throws UserError (exit code 3) where it is missing, something else or damaged.
 */
export async function readCifar(path: string, name: CifarName): Promise<CifarContent> {
  const content = await findCifar(path, [name]);
  if (content) return content;
  throw stranger(path, name);
}

/**
 * Reads a folder or an archive; `names` are the data sets that will do. Undefined where it holds none of them.
 * @throws UserError (exit code 3) where there is no such path, or one of them is damaged.
 */
export async function findCifar(
  path: string,
  names: readonly CifarName[] = cifarNames,
): Promise<CifarContent | undefined> {
  const found = findSource(path, names);
  if (!found) return undefined;
  if ('dir' in found) return readCandidate(found.candidate, inFolder(found), path);
  const inside = await inArchive(found.archive, candidates(names));
  return inside && readCandidate(inside.candidate, inside.read, path);
}

/**
 * Records of each file of a data set, as far as names, sizes and first bytes say: of anything but a folder of the binary form as many as were
 * published.
 * @throws UserError (exit code 3) where something is missing, or is seen to be damaged.
 */
export function lookAtSource(path: string, name: CifarName): ReadonlyMap<string, number> {
  const layout = CIFAR[name];
  const found = findSource(path, [name]);
  if (!found) throw stranger(path, name);
  const isBinary = 'dir' in found && found.candidate.form === 'binary';
  const counts = layout.files.map((file): [string, number] => {
    const at = isBinary ? join(found.dir, file.name) : undefined;
    if (at === undefined || obstacle(at) !== undefined) return [file.name, file.records];
    return [file.name, countRecords(statSync(at).size, layout, file, at)];
  });
  if (found.problem !== undefined) throw dataError(found.problem);
  return new Map(counts);
}

function findSource(path: string, names: readonly CifarName[]): Found | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw dataError(`${path}: there is no such folder or archive.`);
  if (!stat.isDirectory()) return { archive: path, problem: archiveProblem(path) };
  return findIn(path, names);
}

/** The error for something else in this place. */
export function stranger(path: string, name: CifarName): UserError {
  const first = [...new Set(candidates([name]).map(({ members }) => members[0]!.name))].join(', ');
  return dataError(
    `${path}: not ${CIFAR[name].title} in any form that is known here; looked for ${first}. Expected an official archive, or a folder that holds it or its files.`,
  );
}

/** Reads the members of a folder. One that is not as it should be is read where it can, for its own error. */
const inFolder =
  ({ dir }: { readonly dir: string }): Read =>
  ({ name, most }) => {
    const file = join(dir, name);
    if (!isThere(file)) return undefined;
    const problem = obstacle(file);
    if (problem !== undefined) throw dataError(`${file}: ${problem}.`);
    const { size } = statSync(file);
    if (size > most) throw dataError(`${file}: ${size} bytes; expected at most ${most}.`);
    return { bytes: readFileSync(file), where: file };
  };

async function inArchive(path: string, wanted: readonly Candidate[]) {
  const limits = wanted.flatMap(({ folder, members }) =>
    members.map(({ name, most }) => [`${folder}/${name}`, most] as const),
  );
  const members = await readArchive(path, new Map(limits));
  const candidate = wanted.find((one) =>
    one.members.some(({ name }) => members.has(`${one.folder}/${name}`)),
  );
  if (!candidate) return undefined;
  const read: Read = ({ name }) => {
    const bytes = members.get(`${candidate.folder}/${name}`);
    return bytes && { bytes, where: `${path}: ${name}` };
  };
  return { candidate, read };
}

async function readCandidate({ name, form }: Candidate, read: Read, path: string): Promise<CifarContent> {
  const layout = CIFAR[name];
  const files = new Map<string, Records>();
  for (const file of layout.files) {
    const members = FORMS[form].members(file, layout).map((member) => {
      const found = read(member);
      if (!found)
        throw dataError(
          `${path}: no ${member.name} here, but other files of ${layout.title}. Copy or download it again.`,
        );
      return found;
    });
    const { where } = members[0]!;
    const bytes = await FORMS[form].records(
      members.map((member) => member.bytes),
      { file, layout, where },
    );
    files.set(file.name, checkRecords(bytes, layout, file, where));
  }
  return { name, files };
}

/** Whether these are all the records that were published; their sums have been checked. */
export const isComplete = ({ name, files }: CifarContent): boolean =>
  CIFAR[name].files.every((file) => files.get(file.name)?.count === file.records);
