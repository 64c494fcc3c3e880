/** @file checkpoint.json: which point of which run the tensors beside it belong to. Any bit that changes in it is noticed. */
import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { fileError, hasCode } from '../files/file-errors.ts';
import type { FileMark } from '../files/growing-file.ts';
import { type Guards, isCount, isRecord, isText, passes } from '../files/json-guards.ts';

const VERSION = 1;

/** Sums over the steps since the last row of the log, as exact as doubles are. */
export interface StepSums {
  readonly steps: number;
  readonly loss: number;
  /** Absent where the objective has no classes. */
  readonly error?: number;
}

/** Where a training stands, apart from its tensors and its logs. */
export interface Position {
  /** Steps done. */
  readonly iteration: number;
  /** Iteration of the last row of the log; -1 where there is none. */
  readonly logged: number;
  readonly sums: StepSums;
}

/** The content of checkpoint.json. */
export interface CheckpointNote {
  readonly position: Position;
  readonly stepsPerEpoch: number;
  /** Wall-clock time of the run up to here, over all sessions. */
  readonly seconds: number;
  /** How far log.csv and activations.csv had come; the latter is absent where it is not asked for. */
  readonly log: FileMark;
  readonly activations?: FileMark;
  /** What configHash gave for the plan. */
  readonly configHash: string;
  /** Dataset.checksums. */
  readonly checksums: Readonly<Record<string, string>>;
  /** Trainer.device. */
  readonly device: string;
  /** MASK_SCHEME of network/dropout.ts; absent in notes from before there was a second one. */
  readonly masks?: number;
  /** SHA-256 of the tensors, as writeSafetensors gave it. */
  readonly tensors: string;
}

const SUMS: Guards<StepSums> = {
  steps: isCount,
  loss: Number.isFinite,
  error: (value) => value === undefined || Number.isFinite(value),
};
const POSITION: Guards<Position> = {
  iteration: isCount,
  logged: Number.isSafeInteger,
  sums: (value) => passes(value, SUMS),
};
const MARK: Guards<FileMark> = { bytes: isCount, sha256: isText };
const NOTE: Guards<CheckpointNote> = {
  position: (value) => passes(value, POSITION),
  stepsPerEpoch: isCount,
  seconds: Number.isFinite,
  log: (value) => passes(value, MARK),
  activations: (value) => value === undefined || passes(value, MARK),
  configHash: isText,
  checksums: (value) => isRecord(value) && Object.values(value).every(isText),
  device: isText,
  masks: (value) => value === undefined || isCount(value),
  tensors: isText,
};

/** Far above any note, so that a file of another kind is not read into memory. */
const MAX_BYTES = 1_000_000;

/** The file's text, `sha256` last: the SHA-256 of the same text without it. */
export function noteText(note: CheckpointNote): string {
  const content = { version: VERSION, ...note };
  const sha256 = createHash('sha256').update(JSON.stringify(content)).digest('hex');
  return `${JSON.stringify({ ...content, sha256 }, undefined, 2)}\n`;
}

/** A note, or what is wrong with it, for the user; undefined where there is no such file. */
export type NoteRead = { readonly note: CheckpointNote } | { readonly fault: string } | undefined;

/**
 * Reads a note with mistrust.
 * @throws UserError (exit code 1) where the system refuses.
 */
export async function readNote(file: string): Promise<NoteRead> {
  try {
    const { size } = await stat(file);
    if (size > MAX_BYTES) return { fault: `${file} has ${size} bytes, at most ${MAX_BYTES} are read` };
    return parseNote(await readFile(file, 'utf8'), file);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw fileError('read', file, error);
  }
}

function parseNote(text: string, file: string): NoteRead {
  const value = parseJson(text);
  const { version, sha256: _, ...note } = isRecord(value) ? value : {};
  if (isCount(version) && version > VERSION)
    return { fault: `${file} is of format ${version}, of a newer elu-bench; this one reads ${VERSION}` };
  // Written anew it must be the same to the last byte: so the hash holds, and nothing stands there that the hash does not see.
  if (!passes(note, NOTE) || noteText(note) !== text)
    return { fault: `${file} is damaged: its content does not match its sha256` };
  return { note };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
