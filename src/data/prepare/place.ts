/** @file Files of a store: each is there whole or not at all, and an error says which could not be written, and that nothing is lost. */
import { dataError, UserError } from '../../errors.ts';
import { type Pieces, placeFiles } from '../../files/atomic-file.ts';
import { fileError } from '../../files/file-errors.ts';

interface Conditions {
  /** Throws where the folder is not ours any more. */
  confirm(): Promise<void>;
  readonly signal?: AbortSignal;
}

/** @throws UserError (exit code 3) where the system refuses. */
export async function placeFile(file: string, pieces: Pieces, conditions: Conditions): Promise<void> {
  try {
    await placeFiles(new Map([[file, pieces]]), conditions);
  } catch (error) {
    throw writeProblem(file, error);
  }
}

/** The user's error (exit code 3) for a path that can't be written; an error that is none of the operating system's comes back as it is. */
export function writeProblem(path: string, error: unknown): unknown {
  const told = fileError('write', path, error, {
    elsewhere: 'choose another data folder with ELU_BENCH_DATA',
  });
  if (told === error || !(told instanceof UserError)) return error;
  return dataError(`${told.message} What was finished is kept; the same command goes on from there.`);
}
