/** @file Steps call by call: as many as come before an evaluation, a checkpoint or another part of the training, and as the engine takes in a moment. */
import { batchSamples } from '../data/batches/order.ts';
import type { Trainer } from '../engines/trainer.ts';
import { adaptiveChunks, type Chunks } from './chunks.ts';
import type { Course } from './course.ts';
import type { Journal } from './journal.ts';
import type { Progress } from './messages.ts';
import type { Steps } from './stage.ts';

export interface StepCalls {
  /** With its state written. */
  readonly trainer: Pick<Trainer, 'train'>;
  /** What the steps take beside their samples; absent: nothing. */
  readonly steps?: Steps;
  /** How many steps the engine is given at a time; the results are the same for any. */
  readonly chunks?: Chunks;
}

/** What a call gave: means over its steps, or the loss that was no number any more, with the step of which it ended. */
type Called = Pick<Progress, 'loss' | 'error' | 'msPerStep'> | { readonly diverged: number };

/** Makes the next call, of which the journal takes note; gives nothing where there was none, as the run is to stop. */
export function stepCalls(
  { trainer, steps, chunks = adaptiveChunks() }: StepCalls,
  course: Course,
  journal: Journal,
): () => Promise<Called | undefined> {
  let entered: ReturnType<Course['partAt']> | undefined;
  return async () => {
    const { iteration } = journal;
    const part = course.partAt(iteration);
    if (part !== entered) await steps?.enter(part);
    entered = part;
    const target = Math.min(
      course.nextEvaluation(iteration),
      journal.nextSave(),
      part.end,
      iteration + (steps?.most() ?? Infinity),
    );
    const count = await chunks.next(target - iteration);
    if (count === 0) return undefined;
    const rates = Float64Array.from({ length: count }, (_, step) => course.rateAt(iteration + step));
    const before = performance.now();
    const results = await journal.during(async () => {
      const prepared = await steps?.prepare(iteration, count, part.end);
      return trainer.train(batchSamples(course.order, iteration, count), rates, prepared);
    });
    const took = performance.now() - before;
    chunks.took(count, took);
    const bad = results.loss.findIndex((loss) => !Number.isFinite(loss));
    journal.took(results, bad < 0 ? count : bad + 1);
    if (bad >= 0) return { diverged: results.loss[bad]! };
    return {
      loss: mean(results.loss),
      ...(results.error && { error: mean(results.error) }),
      msPerStep: took / count,
    };
  };
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
