/** @file Entry of a process that tries one engine, and trains a few steps with it, and says how that went. */
import type { RunPlan } from '../../config/experiment.ts';
import { DATASETS, lookAtDataset } from '../../data/datasets.ts';
import type { Engine } from '../../engines/engine.ts';
import { ENGINES } from '../../engines/engines.ts';
import { firstLine } from '../../engines/failure.ts';
import { settlePrecision } from '../../engines/precision.ts';
import { stepTime } from '../estimate/pace.ts';
import { openSample, type SampleRun } from '../estimate/sample-run.ts';
import type { TrialMessage, TrialOrder } from './trial.ts';

/** Calls that are timed take about so long together. */
const TIMED_MS = 500;
/** Steps and learning rate of those that are not: enough for a wrong gradient to show in the last loss. */
const STEPS = 3;
const RATE = 0.1;

const tell = (message: TrialMessage, then?: () => void): void =>
  void process.send?.(message, undefined, undefined, then);

process.on('disconnect', () => process.exit());

process.once('message', async ({ engine: name, timed, trained }: TrialOrder) => {
  const end = (message: TrialMessage) => tell(message, () => process.exit());
  const { precision } = (timed ?? trained)?.experiment.engine ?? {};
  settlePrecision(ENGINES[name].tf32 ? precision : 'float32');
  const engine = await ENGINES[name].load();
  const state = await engine.available();
  if (!state.works || !(timed ?? trained)) return end({ ...state, isLast: true });
  tell({ ...state, isLast: false });
  try {
    const told = (msPerStep: number) => tell({ ...state, msPerStep, isLast: false });
    const found = timed
      ? { msPerStep: await timeOf(timed, engine, told) }
      : { loss: await lossOf(trained!, engine) };
    end({ ...state, ...found, isLast: true });
  } catch (error) {
    const { problem, remedy } = engine.explain?.(String(error)) ?? {
      problem: firstLine(error),
      remedy: 'docs/gpu.md',
    };
    end({ works: false, problem, remedy, isLast: true });
  }
});

/** The published shape of the data, so that they need not be here; of one's own the files say it. */
async function sampleOf(plan: RunPlan, engine: Engine): Promise<SampleRun> {
  const { dataset } = plan.experiment;
  return openSample(plan, DATASETS[dataset.name].samples ?? (await lookAtDataset(dataset)), engine);
}

const timeOf = async (plan: RunPlan, engine: Engine, told: (ms: number) => void): Promise<number> =>
  stepTime(await sampleOf(plan, engine), TIMED_MS, told);

async function lossOf(plan: RunPlan, engine: Engine): Promise<number> {
  const sample = await sampleOf(plan, engine);
  return (await sample.train(STEPS, RATE)).loss.at(-1)!;
}
