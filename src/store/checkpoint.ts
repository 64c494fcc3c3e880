/** @file Saves checkpoints so that the last good one outlives anything: kill, full disk, a disk that keeps other bytes than it was given. */
import type { State } from '../engines/trainer.ts';
import { runError } from '../errors.ts';
import { writeAtomically } from '../files/atomic-file.ts';
import { checkpointFile, type Kind, promotion, removeNew } from './checkpoint-files.ts';
import { type CheckpointNote, noteText, readNote } from './checkpoint-note.ts';
import type { Guard } from './lease/keeper.ts';
import { readSafetensors, writeSafetensors } from './safetensors.ts';

/** The steps of saving, in order; a kill between any two leaves a checkpoint that loads, without a warning. Exported for the test of that. */
export function savingSteps(
  folder: string,
  note: Omit<CheckpointNote, 'tensors'>,
  state: State,
  confirm?: Guard,
): readonly (() => Promise<unknown>)[] {
  const file = (kind: Kind) => checkpointFile(folder, 'checkpoint.new', kind);
  let tensors = '';
  return [
    async () => {
      const iteration = String(note.position.iteration);
      tensors = await writeSafetensors(file('safetensors'), state, { iteration }, confirm);
    },
    () => writeAtomically(file('json'), [noteText({ ...note, tensors })], confirm),
    // Read again before the oldest one goes: a disk may keep something else than it was given.
    async () => {
      const [read, content] = [await readNote(file('json')), await readSafetensors(file('safetensors'))];
      if (!read || 'fault' in read || content.sha256 !== tensors)
        throw runError(`${file('json')} does not read back as it was written. Is the disk sound?`);
    },
    ...promotion(folder),
  ];
}

/**
 * Saves a checkpoint, keeping the one before it; on a run error the last two good ones stay, and nothing is left of the new one. `confirm`
 * is asked before each step; once it throws, the folder is somebody else's and stays as it is.
 */
export async function saveCheckpoint(
  folder: string,
  note: Omit<CheckpointNote, 'tensors'>,
  state: State,
  confirm: Guard = async () => {},
): Promise<void> {
  try {
    for (const step of savingSteps(folder, note, state, confirm)) {
      await confirm();
      await step();
    }
  } catch (error) {
    const isOurs = await confirm().then(
      () => true,
      () => false,
    );
    if (isOurs) await removeNew(folder);
    throw error;
  }
}
