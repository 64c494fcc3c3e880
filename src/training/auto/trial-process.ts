/** @file Entry of a process that tries one engine, and trains a few steps with it, and says how that went. */
import { lookAtDataset } from '../../data/datasets.ts';
import { ENGINES } from '../../engines/engines.ts';
import { stepTime } from '../estimate/pace.ts';
import { openSample } from '../estimate/sample-run.ts';
import type { TrialMessage, TrialOrder } from './trial.ts';

/** Calls that are timed take about so long together. */
const TIMED_MS = 500;

const tell = (message: TrialMessage, then?: () => void): void =>
  void process.send?.(message, undefined, undefined, then);

process.on('disconnect', () => process.exit());

process.once('message', async ({ engine: name, plan }: TrialOrder) => {
  const end = (message: TrialMessage) => tell(message, () => process.exit());
  const engine = await ENGINES[name].load();
  const state = await engine.available();
  if (!state.works || !plan) return end({ ...state, isLast: true });
  tell({ ...state, isLast: false });
  try {
    const data = await lookAtDataset(plan.experiment.dataset);
    const sample = await openSample(plan, data, engine);
    const told = (ms: number) => tell({ ...state, msPerStep: ms, isLast: false });
    end({ ...state, msPerStep: await stepTime(sample, TIMED_MS, told), isLast: true });
  } catch (error) {
    const problem = error instanceof Error ? error.message.split('\n')[0]! : String(error);
    end({ works: false, problem, remedy: 'docs/gpu.md', isLast: true });
  }
});
