/** @file Measures of samples: means over them, without dropout, with running statistics, updating nothing. */
import { type BatchPass, batchPass, checked, type Outputs } from '../engines/graphs.ts';
import { reduceSum } from '../graph/ops.ts';
import { type Asked, type SampleName, sampleMeasures } from './measures.ts';
import type { Subject } from './subject.ts';

/** Mean over the samples by measure; absent where the objective has no such figure. */
export type Evaluation = { readonly loss: number } & { readonly [N in SampleName]?: number };

/** A figure of the outputs, NaN where the loss says that they were no numbers: an error is then neither there nor not. */
export const honest = (figure: number, loss: number): number => (Number.isFinite(loss) ? figure : Number.NaN);

/** Means over the first `count` samples of a split, all by default, by one pass. */
export async function evaluate(
  { trainer, dataset, ...model }: Subject,
  split: 'train' | 'test',
  count = dataset[split].count,
  asked: Asked = {},
): Promise<Evaluation> {
  const measures = sampleMeasures(asked);
  const sums: Record<string, number> = {};
  const graph = (pass: BatchPass): Outputs =>
    Object.fromEntries(
      measures.flatMap(({ name, row, k }) => {
        const figure = row.figure(pass, model.objective, k);
        return figure ? [[name, reduceSum(figure, [0])]] : [];
      }),
    );
  await trainer.forward(
    `evaluation ${measures.map(({ name, k }) => `${name} ${k}`)}`,
    (batch) => checked(graph(batchPass(model, batch))),
    dataset[split],
    count,
    (results) => {
      for (const [name, [sum]] of Object.entries(results)) sums[name] = (sums[name] ?? 0) + sum!;
    },
  );
  const { loss: whole, ...others } = sums;
  const loss = whole! / count;
  return {
    loss,
    ...Object.fromEntries(Object.entries(others).map(([name, sum]) => [name, honest(sum / count, loss)])),
  };
}
