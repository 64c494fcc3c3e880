/** @file One run from its plan to its files: data, engine, network, first parameters, then the training loop. */
import { join } from 'node:path';
import type { Experiment } from '../config/experiment.ts';
import { totalIterations } from '../config/phases.ts';
import { withMeasured } from '../data/batches/measured-samples.ts';
import { stepsPerEpoch as stepsIn } from '../data/batches/order.ts';
import type { Dataset } from '../data/dataset.ts';
import { ENGINES } from '../engines/engines.ts';
import { settlePrecision } from '../engines/precision.ts';
import type { State, Trainer } from '../engines/trainer.ts';
import { writeAtomically } from '../files/atomic-file.ts';
import { measure } from '../measure/measure.ts';
import { MASK_SCHEME } from '../network/dropout.ts';
import { initialParameters } from '../network/init.ts';
import { writeActivationVariance } from '../results/activation-variance.ts';
import { saveCheckpoint } from '../store/checkpoint.ts';
import type { CheckpointNote } from '../store/checkpoint-note.ts';
import { configHash } from '../store/config-hash.ts';
import { dataRead } from '../store/data-read.ts';
import { environment, type RunFacts } from '../store/environment.ts';
import type { Guard } from '../store/lease/keeper.ts';
import { writeSafetensors } from '../store/safetensors.ts';
import { type Equipment, equip, type Told } from './equipment.ts';
import type { Companion } from './lockstep/lockstep.ts';
import { openLogs } from './logs.ts';
import type { RunEnd, RunOrder } from './messages.ts';
import { type Expected, resumePoint } from './resume.ts';
import { type TrainingRun, trainRun } from './run.ts';
import { openStage } from './stage.ts';
import { troubleOf } from './trouble.ts';

export interface Hooks
  extends Pick<TrainingRun, 'stop' | 'onRow' | 'onProgress' | 'onUnsaved'>,
    Pick<Told, 'onPreparing' | 'onLoaded'> {
  /** Awaited before each write into the folder; throws where it is not ours any more. */
  readonly confirm: Guard;
  /** Told before the first step how many iterations the training is to reach, and awaited. */
  onLength(iterations: number): Promise<void>;
  /** Told what the user should know of the run's past, and of how it trains. */
  onWarning(text: string): void;
}

/**
 * Does the run that the plan says, from its newest checkpoint on, alone or in step with companions. Before it says that it holds something unsaved it
 * has not touched its folder.
 * @throws UserError for data, engines and folders that are not as they should be; and the reason of `stop`, where that comes before it has begun.
 */
export async function performRun(order: RunOrder, hooks: Hooks, companion?: Companion): Promise<RunEnd> {
  const start = performance.now();
  const equipment = await (companion
    ? companion.shared((stop) => equip(order, { ...hooks, stop }))
    : equip(order, hooks));
  const began = start + equipment.sharedMs;
  let saved: number | undefined;
  const onSaved = (iteration: number) => {
    saved = iteration;
  };
  try {
    return await trainWith(equipment, order, { ...hooks, onSaved }, began, companion);
  } catch (error) {
    const { plan, engine } = order;
    const together = companion?.count ?? 1;
    throw await troubleOf(error, equipment.engine, {
      plan,
      engine,
      dataset: equipment.dataset,
      together,
      saved,
    });
  }
}

interface KeptHooks extends Hooks {
  /** Told of each checkpoint that is there. */
  onSaved(iteration: number): void;
}

/** The run itself; `began`: when its own time began. */
async function trainWith(
  equipment: Equipment,
  order: RunOrder,
  hooks: KeptHooks,
  began: number,
  companion?: Companion,
): Promise<RunEnd> {
  const { plan, folder } = order;
  const { experiment, run } = plan;
  const { stop, confirm, onWarning } = hooks;
  const { dataset } = equipment;
  const engine = companion?.engine(equipment.engine) ?? equipment.engine;
  const stage = await openStage({ experiment, run, dataset, engine, stop });
  const { trainer, network } = stage;
  if (trainer.remark !== undefined) onWarning(trainer.remark);
  // A batch larger than the data, and what else does not fit, is found before anything is written.
  const stepsPerEpoch = stepsIn(dataset.train.count, experiment.train.batch_size);
  const initial = initialParameters(network, { seed: experiment.seed, run });
  await trainer.write(initial);
  stop.throwIfAborted();
  hooks.onUnsaved(true);
  await confirm();
  const identity = {
    configHash: configHash(plan),
    checksums: dataset.checksums,
    device: trainer.device,
    masks: MASK_SCHEME,
  };
  const note = await goOn(folder, { ...identity, plan, state: await trainer.read() }, trainer, hooks);
  if (note) hooks.onSaved(note.position.iteration);
  if (!note && experiment.checkpoint.initial)
    await writeSafetensors(join(folder, 'initial.safetensors'), initial, {}, confirm);
  const facts = { engine: order.engine, device: trainer.device, dataset, vectorized: companion?.count ?? 1 };
  const length = totalIterations(experiment.train, stepsPerEpoch);
  await Promise.all([describe(order, facts, confirm), hooks.onLength(length)]);
  const logs = await openLogs(folder, experiment, note, confirm);
  // Dropout, in which parts of the training differ, is not done in what is measured.
  const measured = withMeasured(dataset, measuredSamples(experiment));
  const subject = { trainer, network, objective: experiment.objective, dataset: measured };
  const seconds = () => (note?.seconds ?? 0) + (performance.now() - began) / 1000;
  try {
    const end = await trainRun({
      ...hooks,
      ...logs,
      plan,
      trainCount: dataset.train.count,
      trainer,
      measure: () => measure(subject, experiment),
      steps: stage,
      ...(companion && { chunks: companion.chunks }),
      ...(note && { from: note.position }),
      seconds,
      save: async (position) => {
        const state = await trainer.read();
        // The next step will say that the training diverged; a checkpoint would keep nothing but that.
        if (!allFinite(state)) return;
        const marks = await logs.mark();
        const now = { position, stepsPerEpoch, seconds: seconds(), ...marks, ...identity };
        await saveCheckpoint(folder, now, state, confirm);
        hooks.onSaved(position.iteration);
      },
    });
    if (end.status === 'done' && experiment.probe.medians) await writeActivationVariance(folder, confirm);
    // An evaluation that was given up still computes; the process is about to end with it, as with an engine that failed.
    if (!stop.aborted) await trainer.close();
    return end;
  } finally {
    await logs.close();
  }
}

/** The note of the checkpoint that the run goes on from, whose state the trainer then has; undefined for a run that begins. */
async function goOn(
  folder: string,
  expected: Expected,
  trainer: Trainer,
  { onWarning }: Hooks,
): Promise<CheckpointNote | undefined> {
  const { warnings, checkpoint } = await resumePoint(folder, expected);
  for (const warning of warnings) onWarning(warning);
  if (checkpoint) await trainer.write(checkpoint.state);
  return checkpoint?.note;
}

/** Writes what the run is made from and on what: config.yaml, environment.json. */
async function describe(
  { plan, config, folder, command }: RunOrder,
  { dataset, ...facts }: Pick<RunFacts, 'engine' | 'device' | 'vectorized'> & { readonly dataset: Dataset },
  confirm: Guard,
): Promise<void> {
  await writeAtomically(join(folder, 'config.yaml'), [config], confirm);
  const text = `${JSON.stringify(
    await environment({
      ...facts,
      threads: plan.experiment.engine.threads,
      precision: ENGINES[facts.engine].tf32 ? settlePrecision() : 'float32',
      ...{ checksums: dataset.checksums, data: dataRead(dataset), command },
    }),
    undefined,
    2,
  )}\n`;
  await writeAtomically(join(folder, 'environment.json'), [text], confirm);
}

const allFinite = (state: State): boolean =>
  [...state.values()].every(({ data }) => data.every(Number.isFinite));

/** Which samples an experiment measures, where it measures some. */
function measuredSamples({ seed, evaluate: { test_samples, train_samples }, probe }: Experiment) {
  const some = [train_samples, probe.samples].filter((wanted) => typeof wanted === 'number');
  return { seed, test: test_samples, train: Math.max(0, ...some) };
}
