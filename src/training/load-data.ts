/** @file The data set of an experiment as its runs train on it: read, preprocessed, and in shared memory where another thread needs it. */
import type { Experiment } from '../config/experiment.ts';
import type { Dataset } from '../data/dataset.ts';
import { loadDataset } from '../data/datasets.ts';
import type { ClaimFolder } from '../data/preprocess/cache.ts';
import { type Preprocessor, preprocess, sweepPreprocessing } from '../data/preprocess/preprocess.ts';
import { ENGINES } from '../engines/engines.ts';
import { usageError } from '../errors.ts';
import { lockFolder } from '../store/lock.ts';
import { asTrained } from './as-trained.ts';
import { releaseGarbage } from './release.ts';

/** A command that needs data, and who it tells of what takes long. */
export interface Loading extends Partial<Pick<Preprocessor, 'stop' | 'onStage' | 'onFitted'>> {}

interface Wanted extends Pick<Experiment, 'dataset' | 'engine'> {}

/**
 * Reads the data set and does to it what the experiment says; what that has left of memory is given back.
 * @throws UserError for data that are missing, damaged, or can't be whitened; and the reason of `stop`.
 */
export async function loadData(experiment: Wanted, loading: Loading = {}): Promise<Dataset> {
  const data = await load(experiment, loading);
  releaseGarbage();
  return data;
}

async function load({ dataset, engine }: Wanted, loading: Loading): Promise<Dataset> {
  const { stop = new AbortController().signal, onFitted = () => {} } = loading;
  const read = await loadDataset(dataset);
  stop.throwIfAborted();
  if (!dataset.preprocess?.gcn && !dataset.preprocess?.zca) {
    onFitted();
    return asTrained({ dataset }, read);
  }
  if (!read.train.resident)
    throw usageError(
      `dataset.preprocess: gcn and zca are done in memory, and the images of ${dataset.name} stay in files; expected mean: pixel.`,
    );
  const data = await preprocessed(read, { dataset, engine }, { ...loading, stop, onFitted });
  return asTrained({ dataset }, data);
}

async function preprocessed(
  data: Dataset,
  { dataset, engine }: Wanted,
  { stop, onStage = () => {}, onFitted }: Loading & Pick<Preprocessor, 'stop' | 'onFitted'>,
): Promise<Dataset> {
  const { gcn, zca } = dataset.preprocess!;
  const steps = {
    ...(gcn && { contrast: { scale: gcn.scale, sqrtBias: gcn.sqrt_bias, useStd: gcn.use_std } }),
    ...(zca && { zca: { filterBias: zca.filter_bias } }),
  };
  // Whitened by the same products whatever engine trains, so that all see the same images.
  const { linearAlgebra } = await ENGINES.onnx.load();
  const algebra = await linearAlgebra(engine.threads);
  const claim: ClaimFolder = (folder) =>
    lockFolder(folder, { warn: (text) => onStage(`whitening: ${text}`), stop });
  return preprocess(data, steps, { algebra, claim, stop, onStage, onFitted });
}

/** Removes what runs that were killed have left half-made beside the data. */
export const sweepData = (): Promise<void> =>
  sweepPreprocessing((folder) => lockFolder(folder, { warn: () => {}, stop: AbortSignal.abort() }));
