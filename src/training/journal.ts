/** @file Where a training is, and what of that its folder holds: the rows of its logs, its checkpoints. */
import type { ClockInterval } from '../config/interval.ts';
import type { StepResults } from '../engines/trainer.ts';
import type { Measured } from '../measure/measure.ts';
import type { CsvFile } from '../results/csv.ts';
import type { ActivationRow, LogRow } from '../results/run-columns.ts';
import type { Position } from '../store/checkpoint-note.ts';
import { checkpointClock } from './checkpoint-clock.ts';
import type { Course } from './course.ts';
import { stepMeans } from './means.ts';

/** Where it is written, and who is told. */
export interface Books {
  /** Where the run goes on, absent for a new one. */
  readonly from?: Position;
  readonly log: Pick<CsvFile<LogRow>, 'append'>;
  /** Where the means of single units go; absent where they are not asked for. */
  readonly activations?: Pick<CsvFile<ActivationRow>, 'append'>;
  /** Seconds that the run has taken so far. */
  seconds(): number;
  /** Keeps the trainer's state and the logs as they are now, so that the run can go on from here. */
  save(position: Position): Promise<void>;
  onRow(row: LogRow): void;
  /** Told before and after every longer call, where it changed: whether the run now holds something that its folder does not, or is writing there. */
  onUnsaved(unsaved: boolean): void;
}

export interface Journal {
  /** Steps done. */
  readonly iteration: number;
  /** Whether the log has the row of this iteration. */
  isLogged(): boolean;
  /** Whether there is anything that would not be made again as fast as it is read. */
  hasBegun(): boolean;
  /** A long call, during which nothing is written: where all is saved, nothing is lost with it. */
  during<T>(call: () => Promise<T>): Promise<T>;
  /** Takes note of the first `count` steps of a call. */
  took(results: StepResults, count: number): void;
  /** Ends the row that is due, with what the evaluation gave: nothing where the training diverged before it. */
  record(measured?: Measured): Promise<void>;
  /** Saves a checkpoint, unless there is one of this moment. */
  save(): Promise<void>;
  isSaveDue(): boolean;
  /** The next iteration at which one will be; Infinity where the clock decides. */
  nextSave(): number;
}

/** A journal that goes on where the run does. */
export function openJournal(
  { from, log, activations, seconds, save, onRow, onUnsaved }: Books,
  course: Course,
  every: ClockInterval,
): Journal {
  const means = stepMeans(from?.sums);
  const clock = checkpointClock(every, course.perEpoch, from?.iteration);
  let { iteration, logged } = from ?? { iteration: 0, logged: -1 };
  let saved = from;
  let told: boolean | undefined;
  const tellUnsaved = (unsaved: boolean) => {
    if (unsaved !== told) onUnsaved(unsaved);
    told = unsaved;
  };
  const isSaved = () => saved?.iteration === iteration && saved.logged === logged;
  return {
    get iteration() {
      return iteration;
    },
    isLogged: () => logged >= iteration,
    hasBegun: () => saved !== undefined || iteration > 0,
    async during(call) {
      tellUnsaved(saved ? !isSaved() : iteration > 0);
      try {
        return await call();
      } finally {
        tellUnsaved(true);
      }
    },
    took(results, count) {
      means.add(results, count);
      iteration += count;
    },
    async record({ units, figures }: Partial<Measured> = {}) {
      const epoch = iteration / course.perEpoch;
      if (units) await activations?.append(...units.map((unit) => ({ iteration, epoch, ...unit })));
      const row = {
        iteration,
        epoch,
        learning_rate: course.rateAt(iteration),
        ...means.take(),
        ...figures,
        seconds: Math.round(seconds() * 1000) / 1000,
      };
      await log.append(row);
      logged = iteration;
      onRow(row);
    },
    async save() {
      if (isSaved()) return;
      saved = { iteration, logged, sums: means.sums() };
      await save(saved);
      clock.saved(iteration);
    },
    isSaveDue: () => clock.isDue(iteration),
    nextSave: () => clock.next(iteration),
  };
}
