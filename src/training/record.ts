/** @file What status.json says of a run from its beginning to its end: in the run's own words, or in its launcher's where its process died. */
import { configHash } from '../store/config-hash.ts';
import type { Guard } from '../store/lease/keeper.ts';
import { type RunStatus, readStatus, removeStatus, writeStatus } from '../store/status.ts';
import type { Progress, RunEnd, RunOrder } from './messages.ts';

/** Everything it writes is awaited, and not written where `confirm` throws. */
export interface RunRecord {
  /** Takes note of how far the run is, for what is written next. */
  at(progress: Pick<Progress, 'iteration' | 'total'>): void;
  running(): Promise<void>;
  /** Says how it ended, with its figures; of a run that had not begun what was said before. */
  ended(end: RunEnd): Promise<void>;
}

/**
 * The record of a run that is about to be done, in a folder that is ours; remembers what stands there now.
 * @throws UserError (exit code 1) where a status.json that is there can't be read.
 */
export function runRecord({ plan, folder }: Pick<RunOrder, 'plan' | 'folder'>, confirm: Guard): RunRecord {
  const before = readStatus(folder);
  const startedAt = new Date();
  let latest: Pick<Progress, 'iteration' | 'total'> | undefined;
  const status = (said: Pick<RunStatus, 'status' | 'message' | 'iterations' | 'finishedAt'>): RunStatus => ({
    ...said,
    variant: plan.variant,
    run: plan.run,
    seed: plan.experiment.seed,
    ...(latest && { totalIterations: latest.total }),
    seconds: (Date.now() - startedAt.getTime()) / 1000,
    configHash: configHash(plan),
    startedAt: startedAt.toISOString(),
  });
  return {
    at: (progress) => {
      latest = progress;
    },
    async running() {
      await confirm();
      await writeStatus(folder, status({ status: 'running', iterations: 0 }));
    },
    async ended({ status: how, message, iteration = latest?.iteration ?? 0, unbegun }) {
      await confirm();
      // As if it had not been tried: what it was kept from has nothing to do with it.
      if (unbegun) return before ? writeStatus(folder, before) : removeStatus(folder);
      const finishedAt = new Date().toISOString();
      const final = status({
        status: how,
        ...(message !== undefined && { message }),
        iterations: iteration,
        finishedAt,
      });
      // Loaded when it is needed: a run's process hears of signals only once it has loaded what it begins with.
      const { keepFigures } = await import('../results/run-figures.ts');
      await writeStatus(folder, { ...final, ...keepFigures(folder, final) });
    },
  };
}
