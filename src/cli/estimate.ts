/** @file `elu-bench estimate`: what an experiment takes in time, memory and disk, from counting and a few timed steps, before it is begun. */
import { expand } from '../config/expand.ts';
import type { Experiment, RunPlan } from '../config/experiment.ts';
import { loadExperiment } from '../config/load.ts';
import { gpuMemory } from '../engines/drivers/gpu-memory.ts';
import { ENGINES } from '../engines/engines.ts';
import { selectEngine } from '../engines/select.ts';
import { estimateRun, type TimedPace, timeRun } from '../training/estimate/estimate.ts';
import { memoryOf } from '../training/estimate/memory.ts';
import { type Samples, samplesOf } from '../training/estimate/samples.ts';
import { besideOthers, type NeighbourOrder } from '../training/estimate/side-by-side.ts';
import { isTooLong, partsOf, shapeOf } from '../training/estimate/smaller.ts';
import { type EstimatedVariant, estimateJson, estimateText, type Whole } from './estimate-text.ts';
import { findConfig } from './find-config.ts';
import { chooseJobs, type JobsGpu } from './machine/jobs.ts';
import { machine } from './machine/machine.ts';
import { enginesOf } from './run/engines.ts';
import { heaviest } from './run/heaviest.ts';

export interface EstimateOptions {
  readonly jobs?: number;
  readonly json?: boolean;
}

/**
 * Prints what every variant takes, and all runs together.
 * @throws UserError (exit code 2) for what is wrong with file, overrides or options; 3 for damaged data.
 */
export async function estimate(
  config: string,
  overrides: readonly string[],
  { jobs: asked, json = false }: EstimateOptions,
): Promise<void> {
  const experiment = loadExperiment(findConfig(config), overrides);
  const plans = expand(experiment);
  const variants = plans.filter(({ run }) => run === experiment.first_run);
  const samples = await samplesOf(plans[0]!);
  const here = machine();
  const jobsOn = (gpu?: JobsGpu) =>
    chooseJobs({
      asked,
      runs: plans.length,
      threads: Math.max(...plans.map((plan) => plan.experiment.engine.threads)),
      ...here,
      bytesARun: Math.max(...variants.map((plan) => memoryOf(plan, samples))),
      ...(gpu && { gpu }),
    }).jobs;
  const tell = (text: string) => void (json || process.stderr.write(`${text}\n`));
  const { selection, words } = await enginesOf(new Map(), {
    asked: experiment.engine.name,
    typical: heaviest(variants),
    out: '',
    atOnce: (name) => (ENGINES[name].gpu ? 1 : jobsOn()),
    onMeasuring: (names) => tell(`auto: trying ${names.join(', ')} …`),
  });
  for (const line of words) tell(line);
  const gpu = ENGINES[selection.name].gpu ? { memory: await gpuMemory() } : undefined;
  const jobs = jobsOn(gpu);
  const freeBytes = Math.min(here.freeBytes, gpu?.memory?.freeBytes ?? Infinity);
  const found = await timed(variants, { samples, engine: selection.name }, { jobs, freeBytes }, tell);
  const estimated = {
    experiment,
    dataHere: samples.here,
    ...(!samples.here && samples.inFiles && { storeBytes: await storeBytes(samples) }),
    freeBytes,
    variants: found,
    all: wholeOf(experiment, found, jobs),
  };
  process.stdout.write(json ? estimateJson(estimated) : estimateText(estimated));
}

/**
 * Each variant timed for itself, beside as many runs as there will be. Where a part of a step stands for the whole, those of one shape share its
 * time: what activation functions take beside it is less than two such times differ by.
 */
async function timed(
  variants: readonly RunPlan[],
  { samples, engine: name }: Omit<NeighbourOrder, 'plan'>,
  { jobs, freeBytes }: { readonly jobs: number; readonly freeBytes: number },
  tell: (text: string) => void,
): Promise<readonly EstimatedVariant[]> {
  const found: EstimatedVariant[] = [];
  const engine = await selectEngine(name, variants[0]!.experiment.engine.precision);
  const paces = new Map<string, TimedPace>();
  for (const plan of variants) {
    const [smaller] = isTooLong(plan, samples) ? partsOf(plan, samples) : [];
    const shape = smaller ? shapeOf(plan, samples) : plan.variantName;
    let pace = paces.get(shape);
    if (!pace) {
      tell(`timing ${plan.variantName} …`);
      const order = { plan, samples, ...smaller, engine: name };
      pace = await besideOthers(jobs - 1, order, () => timeRun(plan, samples, engine, freeBytes));
      paces.set(shape, pace);
    }
    found.push({ variant: plan.variantName, run: estimateRun(plan, samples, pace) });
  }
  return found;
}

/** Of the pictures once they are prepared, in the form that is the default. */
async function storeBytes({ imageSize: [side], train, test }: Samples): Promise<number> {
  // Codecs come with a library that takes long to load.
  const { bytesNeeded } = await import('../data/prepare/room.ts');
  return bytesNeeded('raw', side, train + test);
}

/** All runs of all variants, so many side by side. */
function wholeOf({ runs }: Experiment, found: readonly EstimatedVariant[], jobs: number): Whole {
  const sum = (of: (one: EstimatedVariant) => number) => runs * found.reduce((all, one) => all + of(one), 0);
  return {
    runs: runs * found.length,
    jobs,
    seconds: sum(({ run }) => run.seconds) / jobs,
    memoryBytes: jobs * Math.max(...found.map(({ run }) => run.memoryBytes)),
    diskBytes: sum(({ run }) => run.diskBytes),
  };
}
