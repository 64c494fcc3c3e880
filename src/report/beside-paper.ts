/** @file An experiment beside the paper's: which variant of it each of its own is, in which settings, and what that makes of the claims. */
import type { VariantRuns } from '../compare/variant-runs.ts';
import { expand } from '../config/expand.ts';
import type { Experiment, RunPlan } from '../config/experiment.ts';
import type { ExperimentRuns } from '../figures/experiment-runs.ts';
import { type JudgedClaim, judgeClaim } from './claims.ts';
import { missingImages, type Nearest, nearestOf } from './deviations.ts';
import type { VariantConfig } from './run-files.ts';

export interface BesidePaper {
  /** What the config says that it is about. */
  readonly description: string | undefined;
  readonly claims: readonly JudgedClaim[];
  /** What is not as the paper's config has it: `train.epochs: 5 instead of 300`. */
  readonly deviations: readonly string[];
  readonly notStated: readonly string[];
}

/** `shipped`: the paper's experiment of a name, as it comes with the package. */
export function besidePaper(
  { variants, paper: name, plan }: ExperimentRuns,
  configs: readonly VariantConfig[],
  shipped: (name: string) => Experiment | undefined,
): BesidePaper {
  // Claims are about the paper, so those that come with the package are newer than what a folder kept of them.
  const paper = name === undefined ? undefined : shipped(name);
  const said = paper?.paper ?? plan?.experiment.paper;
  const models = paper ? expand({ ...paper, runs: 1 }) : configs.flatMap((config) => config.plan ?? []);
  const named = plan?.experiment.paper?.experiment;
  const unknown = paper || named === undefined ? [] : [`there is no experiment ${named} to compare with`];
  const placed = variants.map((variant) => place(variant, configs, models, unknown));
  const deviations = placed.every(({ lines }) => lines === undefined)
    ? ['none of the variants is one of the paper’s']
    : [...new Set(placed.flatMap(({ lines }) => lines ?? []))];
  const known = placed.map(({ variant }) => variant);
  const all = [...known, ...notRun(models, known)];
  const isAsInPaper = (of: VariantRuns) =>
    placed.some(({ variant, lines }) => variant === of && lines?.length === 0);
  return {
    description: (deviations.length === 0 ? paper : undefined)?.description ?? plan?.experiment.description,
    claims: (said?.claims ?? []).map((claim) => judgeClaim(claim, all, isAsInPaper)),
    deviations: said === undefined ? [] : deviations,
    notStated: said?.not_stated ?? [],
  };
}

interface Placed {
  /** With all that the paper's variant sets, so that claims which name it mean this one. */
  readonly variant: VariantRuns;
  /** What differs; undefined of a variant that the paper does not have. */
  readonly lines: readonly string[] | undefined;
}

function place(
  variant: VariantRuns,
  configs: readonly VariantConfig[],
  models: readonly RunPlan[],
  unknown: readonly string[],
): Placed {
  const { plan, data } = configs.find(({ label }) => label === variant.label) ?? {};
  if (plan === undefined) return { variant, lines: [`${variant.label}: settings not recorded`] };
  const nearest: Nearest | undefined = nearestOf(plan, models);
  if (nearest === undefined) return { variant, lines: undefined };
  return {
    variant: { ...variant, variant: { ...nearest.model.variant, ...variant.variant } },
    lines: [...unknown, ...nearest.differences, ...missingImages(plan, data)],
  };
}

/** Variants of the paper's experiment that nobody has run: what is said of all of them is not measured of all. */
const notRun = (models: readonly RunPlan[], variants: readonly VariantRuns[]): readonly VariantRuns[] =>
  models
    .filter((model) => !variants.some(({ variant }) => sets(variant, model.variant)))
    .map(({ variant, variantName }) => ({ label: variantName, name: variantName, variant, runs: [] }));

const sets = (variant: VariantRuns['variant'], all: VariantRuns['variant']): boolean =>
  Object.entries(all).every(([column, value]) => variant[column] === value);
