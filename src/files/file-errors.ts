/** @file What the operating system refuses, told to the user: which path, why, and how to mend it. */
import { runError } from '../errors.ts';

const elsewhere = 'choose another folder with --out';

const CAUSES: Readonly<Record<string, { readonly why: string; readonly remedy: string }>> = {
  ENOSPC: { why: 'no space left on the disk', remedy: `Free some space, or ${elsewhere}` },
  EDQUOT: { why: 'the disk quota is used up', remedy: `Free some space, or ${elsewhere}` },
  EFBIG: {
    why: 'the file would exceed the size limit',
    remedy: `Raise the limit (ulimit -f), or ${elsewhere}`,
  },
  EACCES: { why: 'permission denied', remedy: `Change the permissions, or ${elsewhere}` },
  EPERM: { why: 'operation not permitted', remedy: `Change the permissions, or ${elsewhere}` },
  EROFS: { why: 'the file system is read-only', remedy: `Please ${elsewhere}` },
  ENOTDIR: { why: 'a file is in the way of a folder', remedy: `Move that file, or ${elsewhere}` },
  EEXIST: { why: 'a file is in the way of a folder', remedy: `Move that file, or ${elsewhere}` },
  EISDIR: { why: 'a folder is in the way of the file', remedy: `Move that folder, or ${elsewhere}` },
  ENOENT: { why: 'no such file or folder', remedy: 'Check the path; nothing may remove it during a run' },
  ENAMETOOLONG: {
    why: 'the path is too long',
    remedy: 'Give shorter names in the config, or a shorter --out',
  },
};

const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && 'syscall' in error ? String(error.code) : undefined;

const refusal = (code: string): { readonly why: string; readonly remedy: string } =>
  CAUSES[code] ?? { why: `the system reports ${code}`, remedy: `Mend that, or ${elsewhere}` };

/** Why the operating system refused, in a few words: `no space left on the disk`. */
export const whyRefused = (error: NodeJS.ErrnoException): string =>
  error.code === undefined ? error.message : refusal(error.code).why;

/** True for an error of the operating system with this code, such as `ENOENT`. */
export const hasCode = (error: unknown, code: string): boolean => systemCode(error) === code;

/**
 * The user's error for a failed file operation (`write`, `read`, `create`), `bytes` what it needed;
 * an error that is none of the operating system's comes back as it is.
 */
export const fileError = (operation: string, path: string, error: unknown, bytes?: number): unknown => {
  const code = systemCode(error);
  if (code === undefined) return error;
  const { why, remedy } = refusal(code);
  const needed = bytes === undefined ? '' : ` (${bytes} bytes needed)`;
  return runError(`cannot ${operation} ${path}: ${why}${needed}. ${remedy}.`);
};
