/** @file What a report tells of one experiment: its runs, its claims with verdicts, its comparison, what it was made with. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { defaultBaseline } from '../compare/baseline.ts';
import { type Comparison, compare, type Question } from '../compare/comparison.ts';
import type { Better } from '../compare/direction.ts';
import { defaultMetric } from '../compare/metric.ts';
import { comparisonNotes } from '../compare/notes.ts';
import type { RunLog } from '../compare/runs.ts';
import { findVariant, type VariantRuns } from '../compare/variants.ts';
import { expand } from '../config/expand.ts';
import type { Experiment, RunPlan } from '../config/experiment.ts';
import { UserError } from '../errors.ts';
import type { ExperimentRuns } from '../figures/experiment-runs.ts';
import { place } from '../figures/series.ts';
import { atOnce } from '../results/at-once.ts';
import { planOf } from '../results/config-changes.ts';
import { type DataRead, dataReadFrom } from '../results/data-read.ts';
import { isRecord } from '../results/json-guards.ts';
import { type JudgedClaim, judgeClaim } from './claims.ts';
import { agree, deviations, missingImages } from './deviations.ts';

/** What stands beside the log of a run; undefined where there is no such file. */
export interface RunFiles {
  readonly run: RunLog;
  /** By path: `git.commit`. */
  readonly environment: Readonly<Record<string, string>> | undefined;
  /** What was read of the data. */
  readonly data: DataRead | undefined;
  /** Text of config.yaml. */
  readonly config: string | undefined;
}

/** The config of a variant, as its first run that has one has it. */
export interface VariantConfig {
  readonly name: string;
  readonly label: string;
  readonly text: string;
  readonly plan: RunPlan | undefined;
  readonly data: DataRead | undefined;
  /** Whether all its runs have this one, but for the number of the run. */
  readonly isShared: boolean;
}

export interface ReportedExperiment extends ExperimentRuns {
  readonly files: readonly RunFiles[];
  readonly configs: readonly VariantConfig[];
  /** What the config says that it is about. */
  readonly description: string | undefined;
  readonly claims: readonly JudgedClaim[];
  /** What is not as the paper's config has it: `train.epochs: 5 instead of 300`. */
  readonly deviations: readonly string[];
  readonly notStated: readonly string[];
  readonly comparison: Comparison | undefined;
  /** Against a baseline, by what its variants have in common; empty where there is none. */
  readonly differences: readonly { readonly title: string; readonly comparison: Comparison }[];
  readonly notes: readonly string[];
}

export interface ReportOptions {
  /** What the others are compared with; absent: ReLU where it is among them. */
  readonly baseline?: string;
  readonly metric?: string;
  /** Whether more of the metric is better; absent: as the table of metrics has it. */
  readonly better?: Better;
  /** The paper's experiment of a name, as it comes with the package. */
  shipped(name: string): Experiment | undefined;
}

/** Reads what stands beside the logs, and judges. Throws a usage error for a baseline or metric that no experiment has. */
export const reportOn = async (
  experiment: ExperimentRuns,
  options: ReportOptions,
): Promise<ReportedExperiment> => {
  const { variants } = experiment;
  const files = await atOnce(
    variants.flatMap(({ runs }) => runs),
    filesOf,
  );
  const configs = variants.flatMap((variant) => configOf(variant, files) ?? []);
  // Claims are about the paper, so those that come with the package are newer than what a folder kept of them.
  const paper = experiment.paper === undefined ? undefined : options.shipped(experiment.paper);
  const said = paper?.paper ?? experiment.plan?.experiment.paper;
  const models = paper ? expand(paper) : configs.flatMap(({ plan }) => plan ?? []);
  const named = experiment.plan?.experiment.paper?.experiment;
  const unknown = paper || named === undefined ? [] : [`there is no experiment ${named} to compare with`];
  const differing = differencesTo(models, variants, configs, unknown);
  const all = [...new Set([...differing.values()].flat())];
  const metric = options.metric ?? usualMetric(variants);
  const better = options.better && { better: options.better };
  const comparison = metric === undefined ? undefined : compare(variants, { metric, ...better });
  const differences =
    metric === undefined ? [] : differencesOf(variants, { metric, ...better }, options.baseline);
  return {
    ...experiment,
    files,
    configs,
    description:
      (all.length === 0 ? paper : undefined)?.description ?? experiment.plan?.experiment.description,
    claims: (said?.claims ?? []).map((claim) =>
      judgeClaim(
        claim,
        [...variants, ...notRun(models, variants)],
        ({ label }) => differing.get(label)?.length === 0,
      ),
    ),
    deviations: said === undefined ? [] : all,
    notStated: said?.not_stated ?? [],
    comparison,
    differences,
    notes: [
      ...(comparison ? comparisonNotes(comparison) : []),
      ...differences.flatMap((one) => {
        const known = new Set(comparison ? comparisonNotes(comparison) : []);
        return comparisonNotes(one.comparison).filter((note) => !known.has(note));
      }),
    ].filter((note, at, all) => all.indexOf(note) === at),
  };
};

const usualMetric = (variants: readonly VariantRuns[]): string | undefined => {
  const has = (metric: string) =>
    variants.some(({ runs }) => runs.some(({ columns }) => columns.get(metric)?.some(Number.isFinite)));
  if (!has('test_error') && has('test_loss')) return 'test_loss';
  try {
    return defaultMetric(variants);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
};

/** A comparison for each panel of the grid, so that ReLU is compared with ELU at the same learning rate. */
const differencesOf = (variants: readonly VariantRuns[], question: Question, asked: string | undefined) => {
  const { placed, panels } = place(variants);
  return panels.flatMap((title) => {
    const own = placed.filter(({ panel }) => panel === title).map(({ variant }) => variant);
    const baseline = asked === undefined ? defaultBaseline(own) : baselineIn(own, asked);
    if (baseline === undefined || own.length < 2) return [];
    return [{ title, comparison: compare(own, { ...question, baseline }) }];
  });
};

const baselineIn = (variants: readonly VariantRuns[], text: string): string | undefined => {
  try {
    return findVariant(variants, text, '--baseline').label;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
};

/** More than any run writes; what is larger is not ours. */
const MOST_BYTES = 1_000_000;

const filesOf = async (run: RunLog): Promise<RunFiles> => {
  const read = async (name: string) => (run.folder === undefined ? undefined : small(join(run.folder, name)));
  const environment = recordIn(await read('environment.json'));
  return {
    run,
    environment: environment && Object.fromEntries(leaves(environment, '')),
    data: dataReadFrom(environment?.data),
    config: await read('config.yaml'),
  };
};

const configOf = (
  { name, label, runs }: VariantRuns,
  files: readonly RunFiles[],
): VariantConfig | undefined => {
  const own = files.filter(({ run, config }) => runs.includes(run) && config !== undefined);
  const [first] = own;
  if (first === undefined) return undefined;
  const text = first.config!;
  return {
    name,
    label,
    text,
    plan: planOf(first.run.folder!),
    data: first.data,
    isShared: own.every(({ config }) => withoutNumber(config!) === withoutNumber(text)),
  };
};

/** A config without what tells the runs of one variant apart. */
const withoutNumber = (config: string): string =>
  config.replace(/^# .*\n/, '').replace(/^first_run: .*$/m, '');

/** Variants of the paper's experiment that nobody has run: what is said of all of them is not measured of all. */
const notRun = (models: readonly RunPlan[], variants: readonly VariantRuns[]): readonly VariantRuns[] =>
  models
    .filter(({ run }) => run === models[0]!.run)
    .filter(({ variant }) => !variants.some((one) => agree(variant, one.variant)))
    .map(({ variant, variantName }) => ({ label: variantName, name: variantName, variant, runs: [] }));

/** By the label of the variant, what differs from the paper's plans; none of a variant that these do not have. */
const differencesTo = (
  paper: readonly RunPlan[],
  variants: readonly VariantRuns[],
  configs: readonly VariantConfig[],
  unknown: readonly string[],
): ReadonlyMap<string, readonly string[]> =>
  new Map(
    variants.flatMap(({ label }): (readonly [string, readonly string[]])[] => {
      const { plan, data } = configs.find((config) => config.label === label) ?? {};
      if (plan === undefined) return [[label, [`${label}: settings not recorded`]]];
      const lines = deviations(plan, paper);
      return lines ? [[label, [...unknown, ...lines, ...missingImages(plan, data)]]] : [];
    }),
  );

const small = async (file: string): Promise<string | undefined> => {
  const state = await stat(file).catch(() => undefined);
  if (!state?.isFile() || state.size > MOST_BYTES) return undefined;
  return readFile(file, 'utf8').catch(() => undefined);
};

/** A JSON object; undefined where it is none. */
const recordIn = (text: string | undefined): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** Values by path, as text. */
const leaves = (value: object, above: string): [string, string][] =>
  Object.entries(value).flatMap(([key, below]: [string, unknown]): [string, string][] => {
    const path = above === '' ? key : `${above}.${key}`;
    if (Array.isArray(below)) return [[path, below.map(String).join(' ')]];
    if (below !== null && typeof below === 'object') return leaves(below, path);
    return [[path, String(below)]];
  });
