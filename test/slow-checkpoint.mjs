/**
 * @file Preloaded into a program whose runs are killed: saving a checkpoint, a matter of milliseconds, becomes slow enough to be hit in its midst,
 * as each of its files is opened and renamed a moment later than asked.
 */
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 5;

for (const operation of ['open', 'rename']) {
  const quick = fs[operation];
  fs[operation] = async (path, ...rest) => {
    if (basename(String(path)).startsWith('checkpoint.')) await sleep(PAUSE_MS);
    return quick(path, ...rest);
  };
}
// For those who import them by name.
syncBuiltinESMExports();
