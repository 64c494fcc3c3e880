/** @file `elu-bench estimate`: what an experiment takes in time, memory and disk, from counting and a few timed steps, before it is begun. */
import { expand } from '../config/expand.ts';
import { loadExperiment } from '../config/load.ts';
import { counted } from '../text/counted.ts';
import { duration } from '../text/duration.ts';
import { estimateRun, memoryOf, type RunEstimate, samplesOf } from '../training/estimate/estimate.ts';
import { besideOthers } from '../training/estimate/side-by-side.ts';
import { findConfig } from './find-config.ts';
import { chooseJobs } from './machine/jobs.ts';
import { machine } from './machine/machine.ts';
import { paragraph } from './terminal/paragraph.ts';
import { textTable } from './terminal/text-table.ts';

export interface EstimateOptions {
  readonly jobs?: number;
  readonly json?: boolean;
}

const round = (value: number, digits = 3): string => String(Number(value.toPrecision(digits)));
const size = (bytes: number): string =>
  bytes < 1e9 ? `${round(bytes / 1e6)} MB` : `${round(bytes / 1e9)} GB`;

/** Prints what every variant takes, and all runs together. Throws user errors as `run` does. */
export const estimate = async (
  config: string,
  overrides: readonly string[],
  { jobs: asked, json = false }: EstimateOptions,
): Promise<void> => {
  const experiment = loadExperiment(findConfig(config), overrides);
  const plans = expand(experiment);
  const variants = plans.filter(({ run }) => run === experiment.first_run);
  const samples = await samplesOf(plans[0]!);
  const { jobs } = chooseJobs({
    asked,
    runs: plans.length,
    threads: Math.max(...plans.map((plan) => plan.experiment.engine.threads)),
    ...machine(),
    bytesARun: Math.max(...variants.map((plan) => memoryOf(plan, samples))),
  });
  const found: { readonly variant: string; readonly run: RunEstimate }[] = [];
  for (const plan of variants) {
    if (!json) process.stderr.write(`timing ${plan.variantName} …\n`);
    const run = await besideOthers(jobs - 1, { plan, samples }, () => estimateRun(plan, samples));
    found.push({ variant: plan.variantName, run });
  }
  const sum = (of: (run: RunEstimate) => number) =>
    experiment.runs * found.reduce((all, { run }) => all + of(run), 0);
  const all = {
    runs: plans.length,
    jobs,
    seconds: sum(({ seconds }) => seconds) / jobs,
    memoryBytes: jobs * Math.max(...found.map(({ run }) => run.memoryBytes)),
    diskBytes: sum(({ diskBytes }) => diskBytes),
  };
  if (json) {
    const variantsJson = found.map(({ variant, run }) => ({ variant, ...run }));
    process.stdout.write(
      `${JSON.stringify({ name: experiment.name, dataHere: samples.here, variants: variantsJson, all })}\n`,
    );
    return;
  }
  const rows = found.map(({ variant, run }) => [
    variant,
    run.parameters.toLocaleString('en'),
    round(run.flopsPerStep / 1e9),
    round(run.msPerStep),
    run.iterations.toLocaleString('en'),
    round(run.secondsPerEvaluation),
    duration(run.seconds),
    size(run.memoryBytes),
    size(run.diskBytes),
  ]);
  const heads = [
    'variant',
    'parameters',
    'GFLOP a step',
    'ms a step',
    'steps',
    's an evaluation',
    'one run',
    'memory',
    'disk',
  ];
  process.stdout.write(textTable([heads, ...rows], '', { hasHead: true }));
  process.stdout.write(
    paragraph(
      `all ${counted(plans.length, 'run')}, ${counted(jobs, 'job')} side by side: ${duration(all.seconds)}, ${size(all.memoryBytes)} of memory, ${size(all.diskBytes)} on disk`,
    ),
  );
  const preprocessed = experiment.dataset.preprocess?.zca
    ? ' Whitening the images for the first time is not included.'
    : '';
  const missing = samples.here
    ? ''
    : ` ${experiment.dataset.name} is not here: its published size is assumed.`;
  const together = jobs > 1 ? `, ${jobs} runs side by side` : '';
  process.stdout.write(paragraph(`Timed on made-up images${together}.${preprocessed}${missing}`));
};
