/** @file Text that a user wrote, a config file or a command-line argument, and places in it. */
import { closeSync, openSync, readdirSync, readSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { usageError } from '../errors.ts';
import { nearest } from '../text/nearest.ts';

export interface Source {
  readonly kind: 'file' | 'argument';
  /** Path of the file, or the argument itself. */
  readonly name: string;
  readonly text: string;
}

/** Part of a source, from offset `start` up to `end`. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

/** Real files are a few kB; what is larger is something else, and could keep the YAML parser busy for minutes. */
export const MAX_BYTES = 64 * 1024;

/**
 * Text of an experiment file.
 * @throws UserError (exit code 2) where it can't be read, is too large, or is not text.
 */
export function readSource(file: string): Source {
  const bytes = readBytes(file);
  if (bytes.length > MAX_BYTES) {
    throw usageError(
      `${file}: larger than ${MAX_BYTES / 1024} kB; expected an experiment file, which is a few kB of YAML.`,
    );
  }
  const text = decode(bytes);
  if (text === undefined) {
    throw usageError(`${file}: not a text file; expected an experiment file, YAML in UTF-8.`);
  }
  return { kind: 'file', name: file, text };
}

/** At most one byte more than the limit, so that a device or a pipe without end is harmless. */
function readBytes(file: string): Buffer {
  const bytes = Buffer.alloc(MAX_BYTES + 1);
  let length = 0;
  try {
    const descriptor = openSync(file, 'r');
    try {
      for (let more = -1; more !== 0 && length < bytes.length; length += more) {
        more = readSync(descriptor, bytes, length, bytes.length - length, null);
      }
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw usageError(`${file}: ${whyUnreadable(file, error as NodeJS.ErrnoException)}`);
  }
  return bytes.subarray(0, length);
}

function whyUnreadable(file: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === 'EISDIR') return 'a folder; expected an experiment file.';
  if (code === 'EACCES') return 'permission denied; expected an experiment file that can be read.';
  if (code !== 'ENOENT') return `can't be read (${message}); expected an experiment file.`;
  const near = nearest(basename(file), yamlFiles(dirname(file)));
  return `no such file; expected an experiment file${near ? ` (did you mean "${join(dirname(file), near)}"?)` : '.'}`;
}

function yamlFiles(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
  } catch {
    return [];
  }
}

/** undefined where the bytes are not UTF-8, or hold control characters that no text has. */
function decode(bytes: Buffer): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    return /[\0-\x08\x0e-\x1f\x7f]/.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}
