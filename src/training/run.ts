/** @file The training loop: steps, evaluations and checkpoints between them; ends early when asked to, or when the loss is no number any more. */
import { setImmediate as turn } from 'node:timers/promises';
import type { RunPlan } from '../config/experiment.ts';
import type { Measured } from '../measure/measure.ts';
import { type Course, courseOf } from './course.ts';
import { type Books, type Journal, openJournal } from './journal.ts';
import type { Progress, RunEnd } from './messages.ts';
import { type StepCalls, stepCalls } from './step-calls.ts';

export interface TrainingRun extends Books, StepCalls {
  readonly plan: RunPlan;
  /** Samples of the training split. */
  readonly trainCount: number;
  /** Measures the network as the trainer has it now. */
  measure(): Promise<Measured>;
  onProgress(progress: Progress): void;
  /** Aborted when the run shall save where it is and end. An evaluation is then given up, a call of steps is not. */
  readonly stop: AbortSignal;
}

/** Trains from the first step to the last; the log's last row is the end of the training, or the step at which it diverged. */
export async function trainRun(run: TrainingRun): Promise<RunEnd> {
  const { plan, stop } = run;
  const course = courseOf(plan, run.trainCount);
  const journal = openJournal(run, course, plan.experiment.checkpoint.every);
  const takeSteps = stepCalls(run, course, journal);
  const measure = stoppable(run.measure, stop);
  let latest: Pick<Progress, 'loss' | 'error' | 'msPerStep'> = {};
  const tell = (phase: Progress['phase']) => {
    const { iteration } = journal;
    run.onProgress({ phase, iteration, total: course.total, epoch: iteration / course.perEpoch, ...latest });
  };

  for (;;) {
    if (!journal.isLogged() && course.isEvaluated(journal.iteration)) {
      // Not begun once it is stopped, as its first call might take long.
      if (stop.aborted) return interrupted(journal);
      tell('evaluating');
      const measured = await journal.during(measure);
      if (!measured) return interrupted(journal);
      await journal.record(measured);
      const { test_loss: testLoss } = measured.figures;
      if (!Number.isFinite(testLoss)) return diverged('test', testLoss, journal, course);
    }
    if (journal.iteration >= course.total) break;
    // Gives signals and messages of the parent their turn.
    await turn();
    if (stop.aborted) return interrupted(journal);
    if (journal.isSaveDue()) await journal.save();
    const called = await takeSteps();
    if (!called) return interrupted(journal);
    if ('diverged' in called) {
      await journal.record();
      return diverged('training', called.diverged, journal, course);
    }
    latest = called;
    tell('training');
  }
  await journal.save();
  return { status: 'done', iteration: journal.iteration };
}

/** What `measure` gives; undefined where `stop` was aborted before it did. */
function stoppable(measure: () => Promise<Measured>, stop: AbortSignal): () => Promise<Measured | undefined> {
  const stopped = new Promise<undefined>((resolve) => {
    if (stop.aborted) resolve(undefined);
    stop.addEventListener('abort', () => resolve(undefined));
  });
  return () =>
    Promise.race([
      measure().catch((error: unknown) => {
        // Given up half-way.
        if (!stop.aborted) throw error;
        return undefined;
      }),
      stopped,
    ]);
}

function diverged(what: string, loss: number, { iteration }: Journal, course: Course): RunEnd {
  const rate = course.rateAt(Math.max(0, iteration - 1));
  const message = `the ${what} loss became ${loss} at iteration ${iteration}, learning rate ${rate}.`;
  return { status: 'diverged', iteration, message };
}

async function interrupted(journal: Journal): Promise<RunEnd> {
  if (journal.hasBegun()) await journal.save();
  return { status: 'interrupted', iteration: journal.iteration };
}
