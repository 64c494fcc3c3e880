/** @file What a network makes of samples. */
import { batchPass, checked, type Outputs } from '../engines/graphs.ts';
import type { HostTensor } from '../engines/trainer.ts';
import { lossRow } from '../network/losses.ts';
import type { Subject } from './subject.ts';

/** The objective's `prediction` of the first `count` samples of a split, [count, outputs]. */
export async function predict(
  { trainer, dataset, ...model }: Subject,
  split: 'train' | 'test',
  count: number,
): Promise<HostTensor> {
  const graph = (batch: number): Outputs =>
    checked({ prediction: lossRow(model.objective).prediction(batchPass(model, batch).output) });
  const outputs = graph(1).prediction!.shape[1]!;
  const data = new Float32Array(count * outputs);
  await trainer.forward('prediction', graph, dataset[split], count, ({ prediction }, first) =>
    data.set(prediction!, first * outputs),
  );
  return { shape: [count, outputs], data };
}
