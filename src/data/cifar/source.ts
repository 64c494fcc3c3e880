/** @file Finds CIFAR in what a user has: a folder or a .tar.gz archive, in any of its forms, and reads it as checked binary records. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { dataError } from '../../errors.ts';
import { readArchive } from '../tar.ts';
import { FORMS, type FormName, formNames, type Member } from './forms.ts';
import { CIFAR, type CifarName, cifarNames } from './layout.ts';
import { checkRecords, type Records } from './records.ts';

export interface CifarContent {
  readonly name: CifarName;
  /** Records of each file, by the name of the binary one, in the order of the layout. */
  readonly files: ReadonlyMap<string, Records>;
}

/** A data set in one of its forms, as it may lie in a folder or an archive. */
interface Candidate {
  readonly name: CifarName;
  readonly form: FormName;
  /** Folder in an archive. */
  readonly folder: string;
  readonly members: readonly Member[];
}

const candidates = (names: readonly CifarName[]): readonly Candidate[] =>
  names.flatMap((name) =>
    formNames.flatMap((form) => {
      const folder = FORMS[form].folder[name];
      if (folder === undefined) return [];
      const layout = CIFAR[name];
      const members = layout.files.flatMap((file) => FORMS[form].members(file, layout));
      return [{ name, form, folder, members }];
    }),
  );

/** Bytes of a member, or undefined where it is not there; `where` is how errors call it. */
type Read = (member: Member) => { readonly bytes: Uint8Array; readonly where: string } | undefined;

/**
 * Reads a folder or an archive; `names` are the data sets that will do.
 * @throws UserError (exit code 3) where it holds none of them, or a damaged one.
 */
export async function readCifar(
  path: string,
  names: readonly CifarName[] = cifarNames,
): Promise<CifarContent> {
  const wanted = candidates(names);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) throw dataError(`${path}: there is no such folder or archive.`);
  const found = stat.isDirectory() ? inFolder(path, wanted) : await inArchive(path, wanted);
  if (found) return readCandidate(found.candidate, found.read, path);
  const archive = stat.isDirectory() && archiveIn(path, names);
  if (archive) return readCifar(archive, names);
  const titles = names.map((name) => CIFAR[name].title).join(' or ');
  const first = [...new Set(wanted.map(({ members }) => members[0]!.name))].join(', ');
  throw dataError(
    `${path}: not ${titles} in any form that is known here; looked for ${first}. Expected an official archive, or a folder that holds it or its files.`,
  );
}

function inFolder(path: string, wanted: readonly Candidate[]) {
  for (const candidate of wanted) {
    for (const dir of [path, join(path, candidate.folder)]) {
      const there = new Set(statSync(dir, { throwIfNoEntry: false })?.isDirectory() ? readdirSync(dir) : []);
      const read: Read = (member) =>
        there.has(member.name) ? readMember(join(dir, member.name), member) : undefined;
      if (there.has(candidate.members[0]!.name)) return { candidate, read };
    }
  }
  return undefined;
}

/** An official archive that lies in the folder as it was downloaded. */
const archiveIn = (path: string, names: readonly CifarName[]): string | undefined =>
  names
    .flatMap((name) => formNames.map((form) => FORMS[form].archive[name]))
    .flatMap((archive) => (archive === undefined ? [] : [join(path, archive)]))
    .find((file) => existsSync(file));

function readMember(file: string, { most }: Member) {
  try {
    const stat = statSync(file);
    // Opening a pipe or a device could wait for ever.
    if (!stat.isFile()) throw dataError(`${file}: expected a file, found something else.`);
    if (stat.size > most) throw dataError(`${file}: ${stat.size} bytes; expected at most ${most}.`);
    return { bytes: readFileSync(file), where: file };
  } catch (error) {
    if (error instanceof Error && 'syscall' in error && 'code' in error)
      throw dataError(`${file}: cannot be read (${error.code}).`);
    throw error;
  }
}

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
