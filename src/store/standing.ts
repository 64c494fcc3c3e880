/** @file How a run stands before a command trains it: finished, to be begun or gone on with, failed; or refused, as its folder holds something else. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { RunPlan } from '../config/experiment.ts';
import { totalIterations } from '../config/phases.ts';
import { hasTrainingOf } from '../config/resolved.ts';
import { runError, usageError } from '../errors.ts';
import { newestNote } from './checkpoint-load.ts';
import type { CheckpointNote } from './checkpoint-note.ts';
import { configChanges, isHashIn, planOf } from './config-changes.ts';
import { recordedChecksums } from './environment.ts';
import { isFinished, type RunStatus, readStatus } from './status.ts';

/** begun: it was interrupted or cut off, or is to be trained longer than before. */
export type Standing = 'new' | 'begun' | 'failed' | 'finished';

const REMEDY =
  'Choose another folder with --out or another name (name=NAME), or delete what is there with --overwrite.';

/**
 * How the run in `folder` stands.
 * @throws UserError: exit code 2 where the folder holds results of another config, of another data set than `data` says is there now, or of a
 * training that is longer already; 1 where it can't be told.
 */
export async function standing(
  folder: string,
  plan: RunPlan,
  data: () => Promise<Checksums | undefined> = async () => undefined,
): Promise<Standing> {
  const status = readStatus(folder);
  if (status === undefined) {
    if (!hasLog(folder)) return 'new';
    throw runError(
      `${folder} holds a log.csv, but its status.json is missing or damaged, so they might be another config's results. ${REMEDY}`,
    );
  }
  if (!isHashIn(folder, status.configHash, plan)) {
    // A run that ended before its first row left nothing that could be mixed up.
    if (!hasLog(folder)) return 'new';
    throw usageError(`${folder} holds results of another config (${changesText(folder, plan)}). ${REMEDY}`);
  }
  const note = await newestNote(folder);
  if (note || hasLog(folder)) await checkData(folder, note?.checksums, data);
  const longer = isLonger(folder, plan, status, note);
  if (status.status === 'done') return longer ? 'begun' : 'finished';
  if (isFinished(status)) return 'finished';
  if (status.status !== 'failed') return 'begun';
  // One that ended before its first row only lost a start, by data that were missing, say: trying it again costs nothing.
  return (await hasLog(folder)) ? 'failed' : 'new';
}

function changesText(folder: string, plan: RunPlan): string {
  const before = planOf(folder);
  const changes = before ? configChanges(before, plan) : [];
  return changes.length === 0 ? 'its config.yaml says which' : changes.join('; ');
}

/** By file, as Dataset.checksums. */
type Checksums = CheckpointNote['checksums'];

/** Throws where the run was trained on other data than are there now; where none are there, or the folder does not say, nothing is known against it. */
async function checkData(
  folder: string,
  noted: Checksums | undefined,
  data: () => Promise<Checksums | undefined>,
): Promise<void> {
  const before = noted ?? recordedChecksums(folder);
  if (!before) return;
  const now = await data();
  if (!now || isDeepStrictEqual(before, now)) return;
  const file = [...new Set([...Object.keys(before), ...Object.keys(now)])].find(
    (name) => before[name] !== now[name],
  )!;
  throw usageError(
    `${folder} holds results of another data set (checksum of ${file}: ${before[file] ?? 'none'} before, ${now[file] ?? 'none'} now). ` +
      REMEDY,
  );
}

/**
 * Whether the plan wants more iterations than were done.
 * @throws UserError (exit code 2) where it wants fewer.
 */
function isLonger(
  folder: string,
  plan: RunPlan,
  status: RunStatus,
  note: CheckpointNote | undefined,
): boolean {
  if (!note) {
    if (status.status !== 'done' || hasTrainingOf(configText(folder), plan)) return false;
    const before = planOf(folder);
    if (!before || isDeepStrictEqual(before.experiment.train, plan.experiment.train)) return false;
    throw usageError(
      `${folder} holds a training of another length, and no checkpoint from which it could go on. ${REMEDY}`,
    );
  }
  const done = Math.max(note.position.iteration, isFinished(status) ? status.iterations : 0);
  const total = totalIterations(plan.experiment.train, note.stepsPerEpoch);
  if (total >= done) return total > done;
  throw usageError(
    `${folder} has done ${done} iterations, more than the ${total} that are asked for; a training can only be made longer. ${REMEDY}`,
  );
}

function configText(folder: string): string {
  try {
    return readFileSync(join(folder, 'config.yaml'), 'utf8');
  } catch {
    return '';
  }
}

const hasLog = (folder: string): boolean => existsSync(join(folder, 'log.csv'));
