/** @file What there is to say of a run whose process died without a word: by what, whether the run is to blame, and what it wrote last. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EXIT } from '../../errors.ts';
import type { Guard } from '../../store/lease/keeper.ts';
import type { RunEnd } from '../messages.ts';
import type { Silence } from './heard.ts';

/** What others send; the system sends the rest to a process that is at fault, as the next one would be. */
const FROM_OUTSIDE: ReadonlySet<NodeJS.Signals | null> = new Set(['SIGKILL', 'SIGTERM', 'SIGINT']);

/** Where the last words of such a process are kept. */
export const errorLog = (folder: string): string => join(folder, 'error.log');

/** Judges a death, and keeps the last words in the folder unless `confirm` throws. */
export async function deathOf(
  { code, signal, lastWords, begun }: Silence,
  folder: string,
  confirm: Guard,
): Promise<RunEnd> {
  const file = errorLog(folder);
  const told =
    lastWords !== '' &&
    (await confirm()
      .then(() => writeFile(file, lastWords))
      .then(
        () => true,
        () => false,
      ));
  const where = told ? ` What it wrote last is in ${file}.` : '';
  const how =
    signal === 'SIGKILL'
      ? 'was killed (SIGKILL), perhaps because memory ran out: then fewer --jobs help.'
      : `ended by ${signal ?? `exit code ${code}`}, which is a fault of elu-bench unless you ended it.`;
  return {
    // What came from outside says nothing against going on from the checkpoint.
    status: signal === null ? 'failed' : 'interrupted',
    exitCode: EXIT.failed,
    message: `The run's process ${how}${where}`,
    // What became of it says something of other runs only where it had not begun, and nobody killed it.
    ...(!begun && !FROM_OUTSIDE.has(signal) && { unbegun: true }),
  };
}
