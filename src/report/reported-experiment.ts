/** @file What a report tells of one experiment: its runs, its claims with verdicts, its comparison, what it was made with. */
import { defaultBaseline } from '../compare/baseline.ts';
import { type Comparison, compare } from '../compare/comparison.ts';
import { comparisonNotes } from '../compare/comparison-notes.ts';
import type { Better } from '../compare/direction.ts';
import { defaultMetric } from '../compare/metric.ts';
import type { Question } from '../compare/question.ts';
import { findVariant, type VariantRuns } from '../compare/variant-runs.ts';
import type { Experiment } from '../config/experiment.ts';
import { UserError } from '../errors.ts';
import type { ExperimentRuns } from '../figures/experiment-runs.ts';
import { place } from '../figures/lines-and-panels.ts';
import { atOnce } from '../files/at-once.ts';
import { type BesidePaper, besidePaper } from './beside-paper.ts';
import { configOf, filesOf, type RunFiles, type VariantConfig } from './run-files.ts';

export interface ReportedExperiment extends ExperimentRuns, BesidePaper {
  readonly files: readonly RunFiles[];
  readonly configs: readonly VariantConfig[];
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

/**
 * Reads what stands beside the logs, and judges.
 * @throws UserError (exit code 2) for a baseline or metric that no experiment has.
 */
export async function reportOn(
  experiment: ExperimentRuns,
  options: ReportOptions,
): Promise<ReportedExperiment> {
  const { variants } = experiment;
  const files = await atOnce(
    variants.flatMap(({ runs }) => runs),
    filesOf,
  );
  const configs = variants.flatMap((variant) => configOf(variant, files) ?? []);
  const metric = options.metric ?? usualMetric(variants);
  const better = options.better && { better: options.better };
  const comparison = metric === undefined ? undefined : compare(variants, { metric, ...better });
  const differences =
    metric === undefined ? [] : differencesOf(variants, { metric, ...better }, options.baseline);
  return {
    ...experiment,
    files,
    configs,
    ...besidePaper(experiment, configs, options.shipped),
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
}

function usualMetric(variants: readonly VariantRuns[]): string | undefined {
  const has = (metric: string) =>
    variants.some(({ runs }) => runs.some(({ columns }) => columns.get(metric)?.some(Number.isFinite)));
  if (!has('test_error') && has('test_loss')) return 'test_loss';
  try {
    return defaultMetric(variants);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/** A comparison for each panel of the grid, so that ReLU is compared with ELU at the same learning rate. */
function differencesOf(variants: readonly VariantRuns[], question: Question, asked: string | undefined) {
  const { placed, panels } = place(variants);
  return panels.flatMap((title) => {
    const own = placed.filter(({ panel }) => panel === title).map(({ variant }) => variant);
    const baseline = asked === undefined ? defaultBaseline(own) : baselineIn(own, asked);
    if (baseline === undefined || own.length < 2) return [];
    return [{ title, comparison: compare(own, { ...question, baseline }) }];
  });
}

function baselineIn(variants: readonly VariantRuns[], text: string): string | undefined {
  try {
    return findVariant(variants, text, '--baseline').label;
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}
