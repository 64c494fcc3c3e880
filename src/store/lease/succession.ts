/**
 * @file How a lease comes about and how it passes on: by making a file that only one process can make, with its content in it. A lease is
 * followed by the file that bears its token (lock-<token>.json), which then becomes lock.json; so of all who want to follow one lease, and
 * of its late owner, one wins, however long any of them was held up between looking and acting.
 */
import { link, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError, hasCode } from '../../files/file-errors.ts';
import {
  type Held,
  isLitter,
  type Lease,
  lockFile,
  noteText,
  readHeld,
  successorFile,
  temporaryFile,
} from './note.ts';

/**
 * Takes a folder that nobody holds; false where somebody does.
 * @throws UserError (exit code 1) where the system refuses.
 */
export const take = (folder: string, lease: Lease): Promise<boolean> =>
  created(folder, lockFile(folder), lease);

/** Follows the lease `held`; false where somebody else does. */
export async function succeed(folder: string, held: Held, lease: Lease): Promise<boolean> {
  const file = successorFile(folder, held.token);
  if (!(await created(folder, file, lease))) {
    // Whoever was faster may have been killed before it could.
    await settle(folder, lease.token);
    return false;
  }
  if (await settle(folder, lease.token)) return true;
  // `held` was followed, and gone, before: its token leads nowhere any more.
  await rm(file, { force: true });
  return false;
}

/** Makes each lease that follows another lock.json, up to the one of this token; false where they don't lead there. */
async function settle(folder: string, token: string): Promise<boolean> {
  for (;;) {
    const held = await readHeld(lockFile(folder));
    if (!held || held.token === token) return held !== undefined;
    try {
      await rename(successorFile(folder, held.token), lockFile(folder));
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw fileError('write', lockFile(folder), error);
      // Either the chain ends here, or another process did this rename for us.
      if ((await readHeld(lockFile(folder)))?.token === held.token) return false;
    }
  }
}

/** Deletes what killed processes have left beside the lock of `token`, whose own successor stays. */
export async function clear(folder: string, token: string): Promise<void> {
  const litter = (await readdir(folder)).filter(
    (name) => isLitter(name) && join(folder, name) !== successorFile(folder, token),
  );
  for (const name of litter) await rm(join(folder, name), { force: true });
}

/** Systems of files that know no second name for a file say so in one of these ways. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK', 'EINVAL'];

/** True if the file was not there and is now, with its content from the first moment on. */
async function created(folder: string, file: string, lease: Lease): Promise<boolean> {
  const temporary = temporaryFile(folder, lease.token);
  await writeNew(temporary, lease, file);
  try {
    await link(temporary, file);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return await isOneFile(temporary, file);
    // Somebody cleared the folder of our temporary file; it goes again from the start.
    if (hasCode(error, 'ENOENT')) return false;
    if (!NO_LINKS.some((code) => hasCode(error, code))) throw fileError('write', file, error);
  } finally {
    await rm(temporary, { force: true });
  }
  // Its content comes a moment after it. Nobody takes a lock without content over before a lease has gone by.
  return writeNew(file, lease);
}

/** Over a network a request may be sent twice, and the second time be told that the first one did it. */
async function isOneFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => undefined)));
  return a !== undefined && a.ino === b?.ino && a.dev === b.dev && a.nlink > 1;
}

/** `shown` is what the user knows the file by. */
async function writeNew(file: string, lease: Lease, shown = file): Promise<boolean> {
  const text = noteText(lease);
  try {
    const handle = await open(file, 'wx');
    try {
      await handle.writeFile(text);
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    throw fileError('write', shown, error, { bytes: Buffer.byteLength(text) });
  }
}
