/** @file The data set of an experiment as its runs train on it: read, preprocessed, and in shared memory where another thread needs it. */
import type { Experiment } from '../config/experiment.ts';
import type { Dataset, Split } from '../data/dataset.ts';
import { loadDataset } from '../data/datasets.ts';
import { preprocess } from '../data/preprocess/preprocess.ts';
import { ENGINES } from '../engines/engines.ts';

/** Throws user errors for data that are missing, damaged, or can't be whitened. */
export async function loadData({
  dataset,
  engine,
}: Pick<Experiment, 'dataset' | 'engine'>): Promise<Dataset> {
  const data = await loadDataset(dataset);
  if (dataset.preprocess) {
    const { gcn, zca } = dataset.preprocess;
    const steps = {
      ...(gcn && { contrast: { scale: gcn.scale, sqrtBias: gcn.sqrt_bias, useStd: gcn.use_std } }),
      ...(zca && { zca: { filterBias: zca.filter_bias } }),
    };
    // Whitened by the same products whatever engine trains, so that all see the same images.
    const { linearAlgebra } = await ENGINES.onnx.load();
    await preprocess(data, steps, await linearAlgebra(engine.threads));
  }
  return dataset.augment ? { ...data, train: shared(data.train) } : data;
}

/** A split whose images another thread can read. */
function shared({ images, ...rest }: Split): Split {
  const copy = new Float32Array(new SharedArrayBuffer(images.byteLength));
  copy.set(images);
  return { ...rest, images: copy };
}
