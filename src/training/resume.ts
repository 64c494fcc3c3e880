/** @file From where a run goes on: its newest checkpoint, if that belongs to this run, this data and these logs. */
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { RunPlan } from '../config/experiment.ts';
import { segments } from '../config/phases.ts';
import type { State } from '../engines/trainer.ts';
import { type FileMark, markFault } from '../files/growing-file.ts';
import { type Loaded, loadCheckpoint } from '../store/checkpoint-load.ts';
import type { CheckpointNote } from '../store/checkpoint-note.ts';

/** What the run is now, which its checkpoints must fit. */
export interface Expected extends Pick<CheckpointNote, 'configHash' | 'checksums' | 'device' | 'masks'> {
  readonly plan: RunPlan;
  /** The trainer's state before any step: names and shapes. */
  readonly state: State;
}

/**
 * The newest checkpoint in `folder` that fits, with a warning for each newer one that is damaged, for another device, whose last bits may
 * differ, and for masks of dropout that an earlier version drew in another way.
 * @throws UserError (exit code 3) where there are checkpoints, but none that fits.
 */
export async function resumePoint(folder: string, expected: Expected): Promise<Loaded> {
  const { checkpoint, warnings } = await loadCheckpoint(folder, async ({ note, state }) => {
    const configHash = (await isOfPlan(folder, note, expected)) ? note.configHash : expected.configHash;
    return (
      identityFault(note, { ...expected, configHash }) ??
      shapeFault(state, expected.state) ??
      (await logFault(folder, 'log.csv', note.log)) ??
      (await logFault(folder, 'activations.csv', note.activations))
    );
  });
  if (!checkpoint) return { warnings };
  return { checkpoint, warnings: [...warnings, ...changes(checkpoint.note, expected)] };
}

/** What is done otherwise from a checkpoint on than before it. */
function changes({ device, masks = 1, position, stepsPerEpoch }: CheckpointNote, now: Expected): string[] {
  const { iteration } = position;
  const dropped = segments(now.plan.experiment, stepsPerEpoch).some(
    ({ first, dropout }) => first < iteration && dropout.some((rate) => rate > 0),
  );
  return [
    ...(device === now.device
      ? []
      : [
          `it was trained with ${device} up to iteration ${iteration} and goes on with ${now.device}, which may round differently`,
        ]),
    ...(masks === now.masks || !dropped
      ? []
      : [
          `its masks of dropout up to iteration ${iteration} were drawn by another version of elu-bench and are drawn in another way from there on: ` +
            'as random, but no run that is trained in one go is the same; --overwrite begins anew',
        ]),
  ];
}

/** Also where the data lay elsewhere, in a version that took that for a setting: then config.yaml is read, which takes a process a tenth of a second. */
const isOfPlan = async (
  folder: string,
  { configHash }: CheckpointNote,
  expected: Pick<Expected, 'configHash' | 'plan'>,
): Promise<boolean> =>
  configHash === expected.configHash ||
  (await import('../store/config-changes.ts')).isHashIn(folder, configHash, expected.plan);

/** What shows that a checkpoint is not of this run on these data; undefined where it is. */
export function identityFault(
  note: CheckpointNote,
  { configHash, checksums }: Pick<Expected, 'configHash' | 'checksums'>,
): string | undefined {
  if (note.configHash !== configHash) return 'it belongs to another config';
  return isDeepStrictEqual(note.checksums, checksums) ? undefined : 'it was trained on other data';
}

function shapeFault(found: State, expected: State): string | undefined {
  const only = (here: State, there: State) => [...here.keys()].filter((name) => !there.has(name));
  const [strange, missing] = [only(found, expected), only(expected, found)];
  if (strange.length + missing.length > 0)
    return `its tensors are of another network or optimizer: ${[...named('it holds', strange), ...named('it lacks', missing)].join('; ')}`;
  for (const [name, { shape }] of found) {
    const wanted = expected.get(name)!.shape;
    if (!isDeepStrictEqual(shape, wanted))
      return `its ${name} has the shape [${shape.join(', ')}]; expected [${wanted.join(', ')}]`;
  }
  return undefined;
}

/** The first of the names; a network may have hundreds. */
const named = (what: string, names: readonly string[]): string[] =>
  names.length === 0 ? [] : [`${what} ${names[0]}${names.length > 1 ? ` and ${names.length - 1} more` : ''}`];

const logFault = async (
  folder: string,
  name: string,
  mark: FileMark | undefined,
): Promise<string | undefined> => mark && markFault(join(folder, name), mark);
