/** @file Where in a folder CIFAR is, in which of its forms, and whether it is whole: told from names, lengths and first bytes. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { isFolder, isThere, obstacle, readAt } from '../../files/regular-file.ts';
import { archiveProblem } from '../tar.ts';
import { FORMS, type FormName, formNames, type Member } from './forms.ts';
import { CIFAR, type CifarName } from './layout.ts';

/** A data set in one of its forms, as it may lie in a folder or an archive. */
export interface Candidate {
  readonly name: CifarName;
  readonly form: FormName;
  /** Folder in an archive. */
  readonly folder: string;
  readonly members: readonly Member[];
}

export const candidates = (names: readonly CifarName[]): readonly Candidate[] =>
  names.flatMap((name) =>
    formNames.flatMap((form) => {
      const folder = FORMS[form].folder[name];
      if (folder === undefined) return [];
      const layout = CIFAR[name];
      const members = layout.files.flatMap((file) => FORMS[form].members(file, layout));
      return [{ name, form, folder, members }];
    }),
  );

/** What is in a folder: files of a data set, or an archive of it; `problem` is why it is not whole, where it is not. */
export type Found = { readonly problem: string | undefined } & (
  | { readonly candidate: Candidate; readonly dir: string }
  | { readonly archive: string }
);

/**
 * The first that is whole: files in the folder, in one of the form's name in it, or in one of the same name in that, as archives unpack;
 * else an official archive. If none is whole, the first there is.
 */
export function findIn(path: string, names: readonly CifarName[]): Found | undefined {
  const inFiles = candidates(names).flatMap((candidate) => {
    const inside = join(path, candidate.folder);
    return [path, inside, join(inside, candidate.folder)]
      .filter((dir) =>
        candidate.members.some(({ name }) => isThere(join(dir, name)) && !isFolder(join(dir, name))),
      )
      .map((dir): Found => ({ candidate, dir, problem: problemOf(candidate, dir) }));
  });
  const inArchives = names
    .flatMap((name) => formNames.flatMap((form) => FORMS[form].archive[name] ?? []))
    .flatMap((archive) => [archive, archive.replace(/\.gz$/, '')])
    .map((archive) => join(path, archive))
    .filter(isThere)
    .map((archive): Found => ({ archive, problem: archiveProblem(archive) }));
  const all = [...inFiles, ...inArchives];
  return all.find(({ problem }) => problem === undefined) ?? all[0];
}

function problemOf({ name, members, form }: Candidate, dir: string): string | undefined {
  for (const member of members) {
    const file = join(dir, member.name);
    if (!isThere(file))
      return `${dir}: no ${member.name} here, but other files of ${CIFAR[name].title}. Copy or download it again.`;
    const problem = memberProblem(file, member, form);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

/** What keeps a member from being read, as far as its length and its ends tell. */
function memberProblem(file: string, { most, record }: Member, form: FormName): string | undefined {
  const problem = obstacle(file);
  if (problem !== undefined) return `${file}: ${problem}.`;
  const { size } = statSync(file);
  if (size > most) return `${file}: ${size} bytes; expected at most ${most}.`;
  const hint = 'truncated or damaged. Copy or download it again.';
  if (size === 0 || (record && size % record > 0)) return `${file}: ${size} bytes, no whole records: ${hint}`;
  const [[first], [last]] = [readAt(file, 0, 1), readAt(file, size - 1, 1)];
  return (FORMS[form].ends?.(first!, last!) ?? true) ? undefined : `${file}: no whole pickle: ${hint}`;
}
