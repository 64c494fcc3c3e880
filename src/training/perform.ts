/** @file One run from its plan to its files: data, engine, network, first parameters, then the training loop. */
import { join } from 'node:path';
import { resolvedYaml } from '../config/resolved.ts';
import { loadDataset } from '../data/datasets.ts';
import { selectEngine } from '../engines/select.ts';
import { size } from '../graph/expr.ts';
import { buildNetwork } from '../network/forms.ts';
import { initialParameters } from '../network/init.ts';
import { LOSSES } from '../network/losses.ts';
import { writeAtomically } from '../results/atomic-file.ts';
import { ACTIVATION_COLUMNS, LOG_COLUMNS } from '../results/columns.ts';
import { openCsv } from '../results/csv.ts';
import { environment } from '../results/environment.ts';
import { writeSafetensors } from '../results/safetensors.ts';
import type { RunEnd, RunOrder } from './messages.ts';
import { type TrainingRun, trainRun } from './run.ts';

/** Does the run that the plan says; throws user errors for data, engines and folders that are not as they should be. */
export const performRun = async (
  { plan, folder, command }: RunOrder,
  hooks: Pick<TrainingRun, 'shouldStop' | 'onRow' | 'onProgress'>,
): Promise<RunEnd> => {
  const start = performance.now();
  const { experiment, run } = plan;
  const { engine: wanted, probe, objective, optimizer, train, checkpoint, seed } = experiment;
  const path = (name: string) => join(folder, name);

  const [{ name: engineName, engine }, dataset] = await Promise.all([
    selectEngine(wanted.name),
    loadDataset(experiment.dataset),
  ]);
  const network = buildNetwork({
    ...experiment.network,
    sampleShape: dataset.sampleShape,
    outputs: LOSSES[objective].target === 'label' ? dataset.classes : size(dataset.sampleShape),
  });
  const { threads, rules } = wanted;
  const trainer = await engine.create({
    network,
    objective,
    optimizer: { name: optimizer.name, momentum: optimizer.momentum, weightDecay: optimizer.weight_decay },
    batchSize: train.batch_size,
    dataset,
    threads,
    rules,
  });
  const initial = initialParameters(network, { seed, run });
  await trainer.write(initial);
  if (checkpoint.initial) await writeSafetensors(path('initial.safetensors'), initial);
  await writeAtomically(path('config.yaml'), [resolvedYaml(plan)]);
  const facts = {
    engine: engineName,
    device: trainer.device,
    threads,
    checksums: dataset.checksums,
    command,
  };
  await writeAtomically(path('environment.json'), [
    `${JSON.stringify(await environment(facts), undefined, 2)}\n`,
  ]);

  const log = await openCsv(path('log.csv'), LOG_COLUMNS);
  const activations = probe.per_unit ? await openCsv(path('activations.csv'), ACTIVATION_COLUMNS) : undefined;
  try {
    return await trainRun({
      plan,
      trainCount: dataset.train.count,
      trainer,
      log,
      ...(activations && { activations }),
      seconds: () => (performance.now() - start) / 1000,
      ...hooks,
    });
  } finally {
    await Promise.all([log.close(), activations?.close(), trainer.close()]);
  }
};
