/** @file What the operating system refuses, told to the user: which path, why, and how to mend it. */
import { runError } from '../errors.ts';

/** What to do, given where else one could write. */
type Remedy = (elsewhere: string) => string;

const or =
  (deed: string): Remedy =>
  (elsewhere) =>
    `${deed}, or ${elsewhere}`;

const CAUSES: Readonly<Record<string, { readonly why: string; readonly remedy: Remedy }>> = {
  ENOSPC: { why: 'no space left on the disk', remedy: or('Free some space') },
  EDQUOT: { why: 'the disk quota is used up', remedy: or('Free some space') },
  EFBIG: { why: 'the file would exceed the size limit', remedy: or('Raise the limit (ulimit -f)') },
  EACCES: { why: 'permission denied', remedy: or('Change the permissions') },
  EPERM: { why: 'operation not permitted', remedy: or('Change the permissions') },
  EROFS: { why: 'the file system is read-only', remedy: (elsewhere) => `Please ${elsewhere}` },
  ENOTDIR: { why: 'a file is in the way of a folder', remedy: or('Move that file') },
  EEXIST: { why: 'a file is in the way of a folder', remedy: or('Move that file') },
  EISDIR: { why: 'a folder is in the way of the file', remedy: or('Move that folder') },
  ENOENT: {
    why: 'no such file or folder',
    remedy: () => 'Check the path; nothing may remove it during a run',
  },
  ENAMETOOLONG: {
    why: 'the path is too long',
    remedy: () => 'Give shorter names in the config, or a shorter --out',
  },
};

const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && 'syscall' in error ? String(error.code) : undefined;

const refusal = (code: string): { readonly why: string; readonly remedy: Remedy } =>
  CAUSES[code] ?? { why: `the system reports ${code}`, remedy: or('Mend that') };

/** Why the operating system refused, in a few words: `no space left on the disk`. */
export const whyRefused = (error: NodeJS.ErrnoException): string =>
  error.code === undefined ? error.message : refusal(error.code).why;

/** True for an error of the operating system with this code, such as `ENOENT`. */
export const hasCode = (error: unknown, code: string): boolean => systemCode(error) === code;

interface Circumstances {
  /** What the operation needed. */
  readonly bytes?: number;
  /** Where else it could be done, as something to do. */
  readonly elsewhere?: string;
}

/**
 * The user's error (exit code 1) for a failed file operation (`write`, `read`, `create`); an error that is none of the operating system's comes
 * back as it is.
 */
export function fileError(
  operation: string,
  path: string,
  error: unknown,
  { bytes, elsewhere = 'choose another folder with --out' }: Circumstances = {},
): unknown {
  const code = systemCode(error);
  if (code === undefined) return error;
  const { why, remedy } = refusal(code);
  const needed = bytes === undefined ? '' : ` (${bytes} bytes needed)`;
  return runError(`cannot ${operation} ${path}: ${why}${needed}. ${remedy(elsewhere)}.`);
}
