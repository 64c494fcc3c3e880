/** @file status.json, by which a run folder says how its run stands, so that the same command again goes on where it was. */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { writeAtomically } from '../files/atomic-file.ts';
import { fileError, hasCode } from '../files/file-errors.ts';
import { type Guards, isCount, isRecord, isText, passes } from '../files/json-guards.ts';

/** How a run stands. `running` in a folder nobody writes any more is a run that was killed. */
export const RUN_STATES = ['running', 'done', 'diverged', 'failed', 'interrupted'] as const;
export type RunState = (typeof RUN_STATES)[number];

/** The content of status.json. */
export interface RunStatus {
  readonly status: RunState;
  /** Variant columns, as in RunPlan. */
  readonly variant: Readonly<Record<string, string>>;
  readonly run: number;
  /** The experiment's seed; absent in folders of earlier versions. */
  readonly seed?: number;
  /** Iterations done. */
  readonly iterations: number;
  /** What `iterations` is to reach; absent as long as the data set, and so the length of an epoch, is not known. */
  readonly totalIterations?: number;
  /** Wall-clock time of the run in the command that trained it last. */
  readonly seconds: number;
  /** Why it failed, diverged or stopped. */
  readonly message?: string;
  /** What configHash gave for the plan. */
  readonly configHash: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Absent while running. */
  readonly finishedAt?: string;
  /** What run-figures.ts keeps of a run that is finished. */
  readonly figures?: unknown;
}

/** What each field must be for the file to count as whole. By hand: a schema library would cost every run's start 60 ms. */
const FIELDS: Guards<RunStatus> = {
  status: (value) => RUN_STATES.some((state) => state === value),
  variant: (value) => isRecord(value) && Object.values(value).every(isText),
  run: isCount,
  seed: (value) => value === undefined || isCount(value),
  iterations: isCount,
  totalIterations: (value) => value === undefined || isCount(value),
  seconds: (value) => Number.isFinite(value),
  message: (value) => value === undefined || isText(value),
  configHash: isText,
  startedAt: isText,
  finishedAt: (value) => value === undefined || isText(value),
  // Judged where they are read: without them a run is none the less what it is.
  figures: () => true,
};

const statusFile = (folder: string): string => join(folder, 'status.json');

/**
 * Writes the status of the run in `folder` in one step.
 * @throws UserError (exit code 1) where that fails.
 */
export const writeStatus = (folder: string, status: RunStatus): Promise<void> =>
  writeAtomically(statusFile(folder), [`${JSON.stringify(status, undefined, 2)}\n`]);

/** Leaves the folder as one in which no run has begun. */
export const removeStatus = (folder: string): Promise<void> =>
  rm(statusFile(folder), { force: true }).catch((error: unknown) => {
    throw fileError('delete', statusFile(folder), error);
  });

/** The status of the run in `folder`; undefined where there is none or the file is damaged. By one call that waits, as logs are read. */
export function readStatus(folder: string): RunStatus | undefined {
  try {
    const status: unknown = JSON.parse(readFileSync(statusFile(folder), 'utf8'));
    return passes(status, FIELDS) ? status : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || hasCode(error, 'ENOENT')) return undefined;
    throw fileError('read', statusFile(folder), error);
  }
}

/** True for a run that another go would only repeat: it is done, or it diverged as it would again. */
export const isFinished = (status: RunStatus): boolean =>
  status.status === 'done' || status.status === 'diverged';
