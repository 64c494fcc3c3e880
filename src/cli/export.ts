/** @file `elu-bench export`: results in the forms of other programs: what a run has learned, or the logs of many. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expand } from '../config/expand.ts';
import type { RunPlan } from '../config/experiment.ts';
import { loadExperiment } from '../config/load.ts';
import type { Dataset } from '../data/dataset.ts';
import { selectEngine } from '../engines/select.ts';
import type { State } from '../engines/trainer.ts';
import { dataError, EXIT, usageError } from '../errors.ts';
import { encodePng, pictureSheet } from '../export/picture-sheet.ts';
import { writeAtomically } from '../files/atomic-file.ts';
import { size } from '../graph/expr.ts';
import { predict } from '../measure/predict.ts';
import { lossRow } from '../network/losses.ts';
import { findCheckpoint } from '../store/checkpoint-load.ts';
import { configHash, isHashOf } from '../store/config-hash.ts';
import { ANYWHERE } from '../training/auto/choose.ts';
import { loadData } from '../training/load-data.ts';
import { openTrainer } from '../training/open-trainer.ts';
import { identityFault } from '../training/resume.ts';

export interface ExportOptions {
  readonly reconstructions?: boolean;
  /** File to write; default: reconstructions.png in the folder of the run. */
  readonly output?: string;
  /** Test images in the sheet, at most; the first ones. */
  readonly count: number;
  /** Folder for event files. */
  readonly tensorboard?: string;
  /** File for all logs in one. */
  readonly csv?: string;
}

/** Writes what is asked for and prints where; returns the exit code: 3 if logs were damaged. Throws user errors where there is no such thing. */
export async function exportResults(folder: string, options: ExportOptions): Promise<number> {
  const { reconstructions, tensorboard, csv } = options;
  if (!reconstructions && tensorboard === undefined && csv === undefined)
    throw usageError(
      'nothing to export; expected --reconstructions (a picture of what an autoencoder makes of its input), --tensorboard FOLDER or --csv FILE.',
    );
  if (reconstructions) await exportReconstructions(folder, options);
  if (tensorboard === undefined && csv === undefined) return EXIT.done;
  const { readForTelling } = await import('./read-runs.ts');
  const { runs, isDamaged } = await readForTelling([folder], {});
  if (tensorboard !== undefined) {
    const { exportTensorBoard } = await import('../export/tensorboard.ts');
    const count = await exportTensorBoard(runs, tensorboard);
    process.stdout.write(
      `${tensorboard}: ${count} folders with event files; tensorboard --logdir shows them\n`,
    );
  }
  if (csv !== undefined) {
    const { exportTidy } = await import('../export/tidy.ts');
    process.stdout.write(`${csv}: ${await exportTidy(runs, csv)} values of ${runs.length} runs\n`);
  }
  return isDamaged ? EXIT.data : EXIT.done;
}

/** Writes the picture from the newest checkpoint of a run, and prints where. */
async function exportReconstructions(
  folder: string,
  { output = join(folder, 'reconstructions.png'), count }: ExportOptions,
): Promise<void> {
  if (!output.toLowerCase().endsWith('.png'))
    throw usageError(`${output}: expected a name that ends in .png, as the picture is a PNG file.`);
  const plan = planIn(folder);
  const { experiment } = plan;
  if (lossRow(experiment.objective).target !== 'input')
    throw usageError(
      `${folder} is no autoencoder: its objective is ${experiment.objective}, so it does not reconstruct its input. ` +
        'Expected a run with mean_squared_error or binary_cross_entropy, such as one of quick/autoencoder.',
    );
  const dataset = await loadData(experiment);
  const { state, iteration } = await learned(folder, plan, dataset);
  const { name } = experiment.engine;
  const engine = await selectEngine(name === 'auto' ? ANYWHERE : name);
  const { network, trainer } = await openTrainer(experiment, dataset, engine);
  await trainer.write(state);
  const images = Math.min(count, dataset.test.count);
  const { data } = await predict(
    { trainer, network, objective: experiment.objective, dataset },
    'test',
    images,
  );
  await trainer.close();
  const { imageSize, sampleShape } = dataset;
  const inputs = new Float32Array(images * size(sampleShape));
  await dataset.test.read(
    Array.from({ length: images }, (_, i) => i),
    inputs,
  );
  const channels = size(sampleShape) === size(imageSize) ? 1 : 3;
  const sheet = pictureSheet({ inputs, outputs: data, channels, imageSize });
  await writeAtomically(output, [await encodePng(sheet, imageSize[1])]);
  process.stdout.write(
    `${output}: the first ${images} test images and beside each its reconstruction after ${iteration} iterations\n`,
  );
}

/** The plan of the run in a folder. */
function planIn(folder: string): RunPlan {
  const config = join(folder, 'config.yaml');
  const expected =
    'Expected the folder of a run, such as results/autoencoder-quick/activation=elu,learning_rate=1/run-0.';
  if (!existsSync(folder)) throw usageError(`${folder}: no such folder. ${expected}`);
  if (!existsSync(config))
    throw usageError(`${folder} holds no config.yaml, so it is no run that has begun. ${expected}`);
  return expand(loadExperiment(config))[0]!;
}

/** Parameters of a run's newest checkpoint that is whole. */
async function learned(
  folder: string,
  plan: RunPlan,
  { checksums }: Dataset,
): Promise<{ readonly state: State; readonly iteration: number }> {
  const found = await findCheckpoint(folder, async ({ note }) => {
    const isOurs = isHashOf(note.configHash, plan, [plan.experiment.dataset.dir]);
    return identityFault(note, { configHash: isOurs ? note.configHash : configHash(plan), checksums });
  });
  if (!found) throw dataError(`${folder} has no checkpoint yet. Run it, or let it go on, for the first one.`);
  const { state, note } = found.checkpoint;
  for (const fault of found.faults)
    process.stderr.write(`elu-bench: ${fault}; the checkpoint before it is used.\n`);
  return { state, iteration: note.position.iteration };
}
