/** @file Where a run's files lie, and the check before any training that they can be written there. */
import { existsSync } from 'node:fs';
import { lstat, mkdir, readdir, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { RunPlan } from '../config/experiment.ts';
import { runError, usageError } from '../errors.ts';
import { fileError } from '../files/file-errors.ts';
import { checkWritable } from '../files/new-folder.ts';
import { isLock } from './lease/note.ts';
import { type Lock, lockFolder } from './lock.ts';

/**
 * `name` as one folder's name.
 * @throws UserError (exit code 2) for one that would lead elsewhere.
 */
function oneFolder(name: string): string {
  if (name === '' || name === '.' || name === '..' || basename(name) !== name || name.includes('\\'))
    throw usageError(`${JSON.stringify(name)} can't name a results folder: expected a name without / or \\.`);
  return name;
}

/**
 * Folder of one experiment, `<out>/<name>`.
 * @throws UserError (exit code 2) for a name that leads out of it.
 */
export const experimentFolder = (out: string, name: string): string => join(out, oneFolder(name));

/** Folder of one run, `<out>/<name>/<variant>/run-<k>`. */
export const runFolder = (out: string, plan: RunPlan): string =>
  join(experimentFolder(out, plan.experiment.name), oneFolder(plan.variantName), `run-${plan.run}`);

/**
 * Creates the folder of a run, unless it is there, and returns it.
 * @throws UserError (exit code 1) where it can't be written.
 */
export async function prepareRunFolder(out: string, plan: RunPlan): Promise<string> {
  const folder = await makeRunFolder(out, plan);
  await checkWritable(folder);
  return folder;
}

/**
 * Creates the folder of a run, unless it is there, and returns it.
 * @throws UserError (exit code 1) where it can't be.
 */
export async function makeRunFolder(out: string, plan: RunPlan): Promise<string> {
  const folder = runFolder(out, plan);
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    const link = await deadLink(folder);
    if (link === undefined) throw fileError('create', folder, error);
    throw runError(
      `cannot create ${folder}: ${link} is a link that leads nowhere. Mend or delete the link, or choose another folder with --out.`,
    );
  }
  return folder;
}

/** The first part of a path that is a link to what is not there, undefined where none is. */
async function deadLink(path: string): Promise<string | undefined> {
  const above = dirname(path) === path ? undefined : await deadLink(dirname(path));
  if (above !== undefined) return above;
  const isLink = await lstat(path).then(
    (state) => state.isSymbolicLink(),
    () => false,
  );
  return isLink && !existsSync(path) ? path : undefined;
}

/**
 * Deletes the folders of runs, all of them locked before the first one goes; `warn` is told of a lock that is waited for.
 * @throws UserError (exit code 1) where that fails, or, with everything as it was, where a process is writing in one of them.
 */
export async function removeRunFolders(
  out: string,
  plans: readonly RunPlan[],
  warn: (message: string) => void,
): Promise<void> {
  const locks = new Map<string, Lock>();
  try {
    for (const folder of plans.map((plan) => runFolder(out, plan))) {
      if (!existsSync(folder)) continue;
      const lock = await lockFolder(folder, { warn: (text) => warn(`${folder}: ${text}`) });
      if ('refused' in lock) throw runError(lock.refused);
      locks.set(folder, lock);
    }
    for (const [folder, lock] of locks) await empty(folder, lock);
  } finally {
    for (const lock of locks.values()) await lock.release();
  }
  // A folder that somebody else has locked by now stays; so does a link, and what is written next lies where it did before.
  for (const folder of locks.keys()) await rmdir(folder).catch(() => undefined);
}

/** Deletes all but the lock. */
async function empty(folder: string, { confirm }: Lock): Promise<void> {
  try {
    for (const name of (await readdir(folder)).filter((name) => !isLock(name))) {
      await confirm();
      await rm(join(folder, name), { recursive: true, force: true });
    }
  } catch (error) {
    throw fileError('delete', folder, error);
  }
}
