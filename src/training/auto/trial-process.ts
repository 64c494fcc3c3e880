/** @file Entry of a process that tries one engine, and trains a few steps with it, and says how that went. */
import type { SampleFacts } from '../../config/build.ts';
import type { RunPlan } from '../../config/experiment.ts';
import { certainSamples, lookAtDataset, publishedSamples } from '../../data/datasets.ts';
import type { Engine } from '../../engines/engine.ts';
import { ENGINES } from '../../engines/engines.ts';
import { firstLine } from '../../engines/failure.ts';
import { settlePrecision } from '../../engines/precision.ts';
import { UserError } from '../../errors.ts';
import { stepTime } from '../estimate/pace.ts';
import { openSample, openSamples } from '../estimate/sample-run.ts';
import type { RunGroup } from '../launch/launcher.ts';
import type { TrialMessage, TrialOrder } from './trial.ts';

/** Calls that are timed take about so long together. */
const TIMED_MS = 500;
/** Steps and learning rate of those that are not: enough for a wrong gradient to show in the last loss. */
const STEPS = 3;
const RATE = 0.1;

const tell = (message: TrialMessage, then?: () => void): void =>
  void process.send?.(message, undefined, undefined, then);

process.on('disconnect', () => process.exit());

process.once('message', async ({ engine: name, timed, trained, together }: TrialOrder) => {
  const end = (message: TrialMessage) => tell(message, () => process.exit());
  const plan = timed ?? trained ?? together?.[0];
  const { precision } = plan?.experiment.engine ?? {};
  settlePrecision(ENGINES[name].tf32 ? precision : 'float32');
  const engine = await ENGINES[name].load();
  const state = await engine.available();
  if (!state.works || !plan) return end({ ...state, isLast: true });
  tell({ ...state, isLast: false });
  try {
    const told = (msPerStep: number) => tell({ ...state, msPerStep, isLast: false });
    const found = trained
      ? { loss: await lossOf(trained, engine) }
      : { msPerStep: await timeOf(together ?? [timed!], engine, told) };
    end({ ...state, ...found, isLast: true });
  } catch (error) {
    const { problem, remedy } = engine.explain?.(String(error)) ?? {
      problem: firstLine(error),
      remedy: 'docs/gpu.md',
    };
    end({ works: false, problem, remedy, isLast: true });
  }
});

/** The shape of the data: what is certain of it, so that they need not be here; what the files say; or what is published. */
async function factsOf({ experiment: { dataset } }: RunPlan): Promise<SampleFacts> {
  const certain = certainSamples(dataset.name);
  if (certain) return certain;
  const published = publishedSamples(dataset);
  try {
    return await lookAtDataset(dataset);
  } catch (error) {
    if (published && error instanceof UserError) return published;
    throw error;
  }
}

async function timeOf(runs: RunGroup, engine: Engine, told: (ms: number) => void): Promise<number> {
  const facts = await factsOf(runs[0]);
  const sample =
    runs.length > 1 ? await openSamples(runs, facts, engine) : await openSample(runs[0], facts, engine);
  return stepTime(sample, TIMED_MS, told);
}

async function lossOf(plan: RunPlan, engine: Engine): Promise<number> {
  const sample = await openSample(plan, await factsOf(plan), engine);
  return (await sample.train(STEPS, RATE)).loss.at(-1)!;
}
