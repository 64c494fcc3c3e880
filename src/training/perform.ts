/** @file One run from its plan to its files: data, engine, network, first parameters, then the training loop. */
import { join } from 'node:path';
import { totalIterations } from '../config/phases.ts';
import { stepsPerEpoch as stepsIn } from '../data/batches/order.ts';
import { selectEngine } from '../engines/select.ts';
import type { State } from '../engines/trainer.ts';
import { writeAtomically } from '../files/atomic-file.ts';
import { measure } from '../measure/measure.ts';
import { initialParameters } from '../network/init.ts';
import { writeActivationVariance } from '../results/activation-variance.ts';
import { ACTIVATION_COLUMNS, logColumns } from '../results/columns.ts';
import { guarded, openCsv } from '../results/csv.ts';
import { saveCheckpoint } from '../store/checkpoint.ts';
import { configHash } from '../store/config-hash.ts';
import { dataRead } from '../store/data-read.ts';
import { environment } from '../store/environment.ts';
import type { Guard } from '../store/lease/keeper.ts';
import { writeSafetensors } from '../store/safetensors.ts';
import { loadData } from './load-data.ts';
import type { Preparing, RunEnd, RunOrder } from './messages.ts';
import { resumePoint } from './resume.ts';
import { type TrainingRun, trainRun } from './run.ts';
import { openStage } from './stage.ts';

export interface Hooks extends Pick<TrainingRun, 'stop' | 'onRow' | 'onProgress' | 'onUnsaved'> {
  /** Awaited before each write into the folder; throws where it is not ours any more. */
  readonly confirm: Guard;
  /** Told of what takes long before the first step. */
  onPreparing(preparing: Preparing): void;
  /** Told once the data are here and whole, and what is fitted to them is kept. */
  onLoaded(): void;
  /** Told before the first step how many iterations the training is to reach, and awaited. */
  onLength(iterations: number): Promise<void>;
  /** Told what the user should know of the run's past. */
  onWarning(text: string): void;
}

/**
 * Does the run that the plan says, from its newest checkpoint on; throws user errors for data, engines and folders that are not as they should
 * be. Before it says that it holds something unsaved it has not touched its folder; stopped before that, it throws the signal's reason.
 */
export const performRun = async (
  { plan, config, folder, command }: RunOrder,
  { onWarning, onPreparing, onLoaded, onLength, confirm, ...hooks }: Hooks,
): Promise<RunEnd> => {
  const start = performance.now();
  const { experiment, run } = plan;
  const { engine: wanted, probe, train, checkpoint, seed } = experiment;
  const path = (name: string) => join(folder, name);

  const { stop } = hooks;
  // What is done once for all runs is no run's time.
  let began: number | undefined;
  let shared = 0;
  const [{ name: engineName, engine }, dataset] = await Promise.all([
    selectEngine(wanted.name),
    loadData(experiment, {
      stop,
      onStage: (stage, done) => {
        began ??= performance.now();
        onPreparing({ stage, ...(done !== undefined && { done }) });
      },
      onFitted: () => {
        if (began !== undefined) shared = performance.now() - began;
        onLoaded();
      },
    }),
  ]);
  const stage = await openStage({ experiment, run, dataset, engine, stop });
  const { trainer } = stage;
  // A batch larger than the data, and what else does not fit, is found before anything is written.
  const stepsPerEpoch = stepsIn(dataset.train.count, train.batch_size);
  const initial = initialParameters(stage.network, { seed, run });
  await trainer.write(initial);
  stop.throwIfAborted();
  hooks.onUnsaved(true);
  const identity = { configHash: configHash(plan), checksums: dataset.checksums, device: trainer.device };
  await confirm();
  const past = await resumePoint(folder, { ...identity, plan, state: await trainer.read() });
  for (const warning of past.warnings) onWarning(warning);
  const { note, state } = past.checkpoint ?? {};
  if (state) await trainer.write(state);
  else if (checkpoint.initial) await writeSafetensors(path('initial.safetensors'), initial, {}, confirm);
  await writeAtomically(path('config.yaml'), [config], confirm);
  const facts = {
    engine: engineName,
    device: trainer.device,
    threads: wanted.threads,
    checksums: dataset.checksums,
    data: dataRead(dataset),
    command,
  };
  const [here] = await Promise.all([environment(facts), onLength(totalIterations(train, stepsPerEpoch))]);
  const environmentText = `${JSON.stringify(here, undefined, 2)}\n`;
  await writeAtomically(path('environment.json'), [environmentText], confirm);

  const log = guarded(await openCsv(path('log.csv'), logColumns(experiment), note?.log), confirm);
  const activations = probe.per_unit
    ? guarded(await openCsv(path('activations.csv'), ACTIVATION_COLUMNS, note?.activations), confirm)
    : undefined;
  // Dropout, in which parts of the training differ, is not done in what is measured.
  const subject = { trainer, network: stage.network, objective: experiment.objective, dataset };
  const seconds = () => (note?.seconds ?? 0) + (performance.now() - start - shared) / 1000;
  try {
    const end = await trainRun({
      plan,
      trainCount: dataset.train.count,
      trainer,
      measure: () => measure(subject, experiment),
      steps: stage,
      ...(note && { from: note.position }),
      log,
      ...(activations && { activations }),
      seconds,
      save: async (position) => {
        const now = await trainer.read();
        // The next step will say that the training diverged; a checkpoint would keep nothing but that.
        if (!allFinite(now)) return;
        const marks = {
          log: await log.mark(),
          ...(activations && { activations: await activations.mark() }),
        };
        await saveCheckpoint(
          folder,
          { position, stepsPerEpoch, seconds: seconds(), ...marks, ...identity },
          now,
          confirm,
        );
      },
      ...hooks,
    });
    if (end.status === 'done' && probe.medians) await writeActivationVariance(folder, confirm);
    return end;
  } finally {
    await Promise.all([log.close(), activations?.close()]);
    // An evaluation that was given up still computes; the process is about to end with it.
    if (!hooks.stop.aborted) await trainer.close();
  }
};

const allFinite = (state: State): boolean =>
  [...state.values()].every(({ data }) => data.every(Number.isFinite));
