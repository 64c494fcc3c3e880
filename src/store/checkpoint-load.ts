/** @file Loads checkpoints with mistrust: the newest that is whole, with a warning where a newer one was damaged, an error where none is. */
import { existsSync } from 'node:fs';
import type { State } from '../engines/trainer.ts';
import { dataError, UserError } from '../errors.ts';
import { checkpointFile, exists, type Kind, PLACES, type Place, settle } from './checkpoint-files.ts';
import { type CheckpointNote, readNote } from './checkpoint-note.ts';
import { readSafetensors } from './safetensors.ts';

/** What a run goes on from: the trainer's state, and where it was. */
export interface Checkpoint {
  readonly note: CheckpointNote;
  readonly state: State;
}

/** A checkpoint, if there is any, and for the user what was wrong with newer ones. */
export interface Loaded {
  readonly checkpoint?: Checkpoint;
  readonly warnings: readonly string[];
}

/** What is wrong with a checkpoint that is whole, for the user. */
type FaultOf = (checkpoint: Checkpoint) => Promise<string | undefined>;

/** What `findCheckpoint` finds, put into its place for the next save; throws as it does. */
export async function loadCheckpoint(folder: string, faultOf: FaultOf): Promise<Loaded> {
  const found = await findCheckpoint(folder, faultOf);
  if (!found) return { warnings: [] };
  const { checkpoint, places, faults } = found;
  await settle(folder, places);
  const goesOn = `The run goes on from iteration ${checkpoint.note.position.iteration}.`;
  return { checkpoint, warnings: faults.map((fault) => `${fault}. ${goesOn}`) };
}

/** A checkpoint as it lies in its folder, and what was wrong with newer ones. */
export interface Found {
  readonly checkpoint: Checkpoint;
  readonly places: { readonly [K in Kind]: Place };
  readonly faults: readonly string[];
}

/**
 * The newest checkpoint of a folder that is whole and in which `faultOf` finds nothing wrong; changes nothing. Undefined before the first.
 * @throws UserError (exit code 3) that names every fault where there are checkpoints but none is usable.
 */
export async function findCheckpoint(folder: string, faultOf: FaultOf): Promise<Found | undefined> {
  const findTensors = tensorsFinder(folder);
  const faults: string[] = [];
  for (const place of PLACES) {
    const file = checkpointFile(folder, place, 'json');
    const read = await orFault(() => readNote(file));
    if (read && 'note' in read) {
      const { note } = read;
      const found = await findTensors(note.tensors, place);
      const fault = 'fault' in found ? found.fault : await faultOf({ note, state: found.state });
      if ('state' in found && fault === undefined) {
        const places = { json: place, safetensors: found.place };
        return { checkpoint: { note, state: found.state }, places, faults };
      }
      faults.push(`${file} (iteration ${note.position.iteration}): ${fault}`);
    } else if (read) faults.push(read.fault);
    // No kill leaves a run without this note and without a newer one, once it has a checkpoint.
    else if (place === 'checkpoint' && faults.length === 0) faults.push(`${file} is missing`);
  }
  if (await isUntouched(folder)) return undefined;
  throw dataError(
    `${folder} can't go on from its checkpoints: ${faults.join('; ')}. Put back intact copies of both files of one, or begin anew with --overwrite.`,
  );
}

/** The position of the newest note, by which a command can tell how far a run has come without loading anything else. */
export async function newestNote(folder: string): Promise<CheckpointNote | undefined> {
  for (const place of PLACES) {
    const file = checkpointFile(folder, place, 'json');
    const read = existsSync(file) ? await orFault(() => readNote(file)) : undefined;
    if (read && 'note' in read) return read.note;
  }
  return undefined;
}

/** True before the first checkpoint, even if its tensors are there already. */
async function isUntouched(folder: string): Promise<boolean> {
  for (const place of PLACES)
    for (const kind of ['safetensors', 'json'] as const)
      if (
        !(place === 'checkpoint.new' && kind === 'safetensors') &&
        (await exists(checkpointFile(folder, place, kind)))
      )
        return false;
  return true;
}

type Tensors = { readonly place: Place; readonly state: State } | { readonly fault: string };

/** Finds tensors by their hash wherever they lie, reading no file twice. */
function tensorsFinder(folder: string): (sha256: string, first: Place) => Promise<Tensors> {
  const read = async (place: Place) => {
    const file = checkpointFile(folder, place, 'safetensors');
    return (await exists(file)) ? orFault(() => readSafetensors(file)) : undefined;
  };
  const known = new Map<Place, ReturnType<typeof read>>();
  return async (sha256, first) => {
    const faults: string[] = [];
    for (const place of [first, ...PLACES.filter((other) => other !== first)]) {
      if (!known.has(place)) known.set(place, read(place));
      const content = await known.get(place);
      if (content && 'fault' in content) faults.push(content.fault);
      else if (content?.sha256 === sha256) return { place, state: content.state };
    }
    return { fault: faults.join(' ') || 'the tensors that belong to it are missing' };
  };
}

/** What reading gave, or why it failed, if the user can mend that. */
const orFault = <T>(read: () => Promise<T>): Promise<T | { readonly fault: string }> =>
  read().catch((error: unknown) => {
    if (error instanceof UserError) return { fault: error.message };
    throw error;
  });
