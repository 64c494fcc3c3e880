/** @file The data set of an experiment as its runs train on it: read, preprocessed, and in shared memory where another thread needs it. */
import type { Experiment } from '../config/experiment.ts';
import type { Dataset, Split } from '../data/dataset.ts';
import { loadDataset } from '../data/datasets.ts';
import { residentSplit } from '../data/images.ts';
import type { ClaimFolder } from '../data/preprocess/cache.ts';
import { type Preprocessor, preprocess, sweepPreprocessing } from '../data/preprocess/preprocess.ts';
import { ENGINES } from '../engines/engines.ts';
import { lockFolder } from '../store/lock.ts';

/** A command that needs data, and who it tells of what takes long. */
export interface Loading extends Partial<Pick<Preprocessor, 'stop' | 'onStage' | 'onFitted'>> {}

/** Throws user errors for data that are missing, damaged, or can't be whitened; and the reason of `stop`. */
export async function loadData(
  { dataset, engine }: Pick<Experiment, 'dataset' | 'engine'>,
  { stop = new AbortController().signal, onStage = () => {}, onFitted = () => {} }: Loading = {},
): Promise<Dataset> {
  const data = await loadDataset(dataset);
  stop.throwIfAborted();
  if (!dataset.preprocess) onFitted();
  else {
    const { gcn, zca } = dataset.preprocess;
    const steps = {
      ...(gcn && { contrast: { scale: gcn.scale, sqrtBias: gcn.sqrt_bias, useStd: gcn.use_std } }),
      ...(zca && { zca: { filterBias: zca.filter_bias } }),
    };
    // Whitened by the same products whatever engine trains, so that all see the same images.
    const { linearAlgebra } = await ENGINES.onnx.load();
    const algebra = await linearAlgebra(engine.threads);
    const claim: ClaimFolder = (folder) =>
      lockFolder(folder, { warn: (text) => onStage(`whitening: ${text}`), stop });
    await preprocess(data, steps, { algebra, claim, stop, onStage, onFitted });
  }
  return dataset.augment ? { ...data, train: shared(data.train) } : data;
}

/** Removes what runs that were killed have left half-made beside the data. */
export const sweepData = (): Promise<void> =>
  sweepPreprocessing((folder) => lockFolder(folder, { warn: () => {}, stop: AbortSignal.abort() }));

/** A split whose images another thread can read. */
function shared({ resident, labels }: Split): Split {
  const { values } = resident!;
  const copy = new Float32Array(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return residentSplit({ values: copy }, labels);
}
