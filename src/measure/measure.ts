/** @file What an evaluation measures, as its row of log.csv and its rows of activations.csv have it. */
import { columnName, type Evaluated, type Figures } from './columns.ts';
import { type Evaluation, evaluate } from './evaluate.ts';
import { type Asked, sampleMeasures } from './measures.ts';
import { type Probed, probe } from './probe.ts';
import type { Subject } from './subject.ts';

/** What an experiment asks for. Samples are the first ones of the training split, 0 none of them. */
export interface Wanted {
  readonly evaluate: Evaluated;
  readonly probe: { readonly samples: number | 'all'; readonly medians: boolean };
}

export interface Measured extends Probed {
  readonly figures: Figures & { readonly test_loss: number };
}

/** Samples of the first so many, where there are so many. */
export const first = (wanted: number | 'all', all: number): number =>
  wanted === 'all' ? all : Math.min(wanted, all);

/** Measures the network as the trainer has it now. */
export async function measure(
  subject: Subject,
  { evaluate: asked, probe: { samples, medians } }: Wanted,
): Promise<Measured> {
  const all = subject.dataset.train.count;
  const tested = await evaluate(subject, 'test', undefined, asked);
  const { train_samples } = asked;
  const trained = train_samples && (await evaluate(subject, 'train', first(train_samples, all), asked));
  const { figures, units } = await probe(subject, first(samples, all), medians, asked);
  return {
    figures: {
      ...sampleFigures(asked, 'test', tested),
      ...(trained && sampleFigures(asked, 'train_set', trained)),
      ...figures,
      test_loss: tested.loss,
    },
    units,
  };
}

const sampleFigures = (asked: Asked, over: 'test' | 'train_set', means: Evaluation): Figures =>
  Object.fromEntries(
    sampleMeasures(asked).flatMap(({ name, row, k }) => {
      const mean = means[name];
      return mean === undefined ? [] : [[columnName(row.columns[over], k), mean]];
    }),
  );
