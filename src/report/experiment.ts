/** @file What a report tells of one experiment: its runs, its claims with verdicts, its comparison, what it was made with. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type Comparison, compare } from '../compare/comparison.ts';
import { defaultMetric } from '../compare/metric.ts';
import { comparisonNotes } from '../compare/notes.ts';
import type { RunLog } from '../compare/runs.ts';
import { findVariant, type VariantRuns } from '../compare/variants.ts';
import { expand } from '../config/expand.ts';
import type { Experiment, RunPlan } from '../config/experiment.ts';
import { UserError } from '../errors.ts';
import type { ExperimentRuns } from '../figures/experiment-runs.ts';
import { place } from '../figures/series.ts';
import { planOf } from '../results/config-changes.ts';
import { type JudgedClaim, judgeClaim } from './claims.ts';
import { deviations } from './deviations.ts';

/** What stands beside the log of a run; undefined where there is no such file. */
export interface RunFiles {
  readonly run: RunLog;
  /** By path: `git.commit`. */
  readonly environment: Readonly<Record<string, string>> | undefined;
}

/** The config of a variant, as its first run has it. */
export interface VariantConfig {
  readonly name: string;
  readonly runs: number;
  readonly text: string;
  readonly plan: RunPlan | undefined;
}

export interface ReportedExperiment extends ExperimentRuns {
  readonly files: readonly RunFiles[];
  readonly configs: readonly VariantConfig[];
  readonly claims: readonly JudgedClaim[];
  /** Settings that are not those of the paper's config: `train.epochs: 5 instead of 300`. */
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
  /** The paper's experiment of a name, as it comes with the package. */
  shipped(name: string): Experiment | undefined;
}

/** Reads what stands beside the logs, and judges. Throws a usage error for a baseline or metric that no experiment has. */
export const reportOn = async (
  experiment: ExperimentRuns,
  options: ReportOptions,
): Promise<ReportedExperiment> => {
  const { variants, name } = experiment;
  const files = await Promise.all(variants.flatMap(({ runs }) => runs.map(filesOf)));
  const paper = options.shipped(name);
  const configs = (await Promise.all(variants.map(configOf))).filter((config) => config !== undefined);
  const plans = configs.flatMap(({ plan }) => plan ?? []);
  const differing = paper ? deviations(plans, expand(paper)) : [];
  // Claims are about the paper, so those that come with the package are newer than what a folder kept of them.
  const said = paper?.paper ?? experiment.plan?.experiment.paper;
  const metric = options.metric ?? usualMetric(variants);
  const comparison = metric === undefined ? undefined : compare(variants, { metric });
  const differences = metric === undefined ? [] : differencesOf(variants, metric, options.baseline);
  return {
    ...experiment,
    files,
    configs,
    claims: (said?.claims ?? []).map((claim) => judgeClaim(claim, variants, differing.length === 0)),
    deviations: differing,
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
const differencesOf = (variants: readonly VariantRuns[], metric: string, asked: string | undefined) => {
  const { placed, panels } = place(variants);
  return panels.flatMap((title) => {
    const own = placed.filter(({ panel }) => panel === title).map(({ variant }) => variant);
    const baseline = baselineIn(own, asked ?? 'relu');
    if (baseline === undefined || own.length < 2) return [];
    return [{ title, comparison: compare(own, { metric, baseline }) }];
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
  const text = run.folder === undefined ? undefined : await small(join(run.folder, 'environment.json'));
  return { run, environment: text === undefined ? undefined : flat(text) };
};

const configOf = async ({ name, runs }: VariantRuns): Promise<VariantConfig | undefined> => {
  for (const { folder } of runs) {
    const text = folder === undefined ? undefined : await small(join(folder, 'config.yaml'));
    if (text !== undefined) return { name, runs: runs.length, text, plan: planOf(folder!) };
  }
  return undefined;
};

const small = async (file: string): Promise<string | undefined> => {
  const state = await stat(file).catch(() => undefined);
  if (!state?.isFile() || state.size > MOST_BYTES) return undefined;
  return readFile(file, 'utf8').catch(() => undefined);
};

/** Values of a JSON object by path, as text; undefined where it is none. */
const flat = (text: string): Readonly<Record<string, string>> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
    return Object.fromEntries(leaves(value, ''));
  } catch {
    return undefined;
  }
};

const leaves = (value: object, above: string): [string, string][] =>
  Object.entries(value).flatMap(([key, below]: [string, unknown]): [string, string][] => {
    const path = above === '' ? key : `${above}.${key}`;
    if (Array.isArray(below)) return [[path, below.map(String).join(' ')]];
    if (below !== null && typeof below === 'object') return leaves(below, path);
    return [[path, String(below)]];
  });
