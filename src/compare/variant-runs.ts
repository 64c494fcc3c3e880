/** @file Runs put together by variant, and the variant that a name on the command line means. */
import { relative } from 'node:path';
import { usageError } from '../errors.ts';
import { groupBy } from '../group-by.ts';
import type { RunLog } from '../reading/run.ts';
import { byLabel } from '../reading/run-label.ts';
import { nearest } from '../text/nearest.ts';

/** The runs of one variant of one experiment. */
export interface VariantRuns {
  /** What tells it from the others: its name, after its experiment's where runs of several are compared. Anyone's text. */
  readonly label: string;
  readonly name: string;
  readonly variant: Readonly<Record<string, string>>;
  /** By number. */
  readonly runs: readonly RunLog[];
}

/**
 * Variants in the order in which their first runs come.
 * @throws UserError (exit code 2) where two runs have the same place.
 */
export function groupByVariant(runs: readonly RunLog[]): readonly VariantRuns[] {
  const labels = experimentLabels(runs);
  const groups = groupBy(runs, ({ experimentPath, variantName }) =>
    labels.size === 1 ? variantName : `${labels.get(experimentPath)!}/${variantName}`,
  );
  return [...groups].map(([label, own]) => {
    const inOrder = own.toSorted((a, b) => byLabel(a.run, b.run));
    const again = inOrder.findIndex(({ run }, at) => at > 0 && run === inOrder[at - 1]!.run);
    if (again > 0)
      throw usageError(
        `run ${inOrder[again]!.run} of ${label} is in ${inOrder[again - 1]!.source} and in ${inOrder[again]!.source}. Name only one of them.`,
      );
    const { variantName, variant } = own[0]!;
    return { label, name: variantName, variant, runs: inOrder };
  });
}

/** Name of each experiment by its path, or the path itself, from here, where two have one name. */
function experimentLabels(runs: readonly RunLog[]): ReadonlyMap<string, string> {
  const names = new Map(runs.map(({ experimentPath, experiment }) => [experimentPath, experiment]));
  const all = [...names.values()];
  const isUnique = (name: string) => all.indexOf(name) === all.lastIndexOf(name);
  return new Map(
    [...names].map(([path, name]) => [path, isUnique(name) ? name : relative(process.cwd(), path) || path]),
  );
}

/** All variants that `text` may mean: the one of that label, or those of that name, or those that set all that it says (`elu` or `elu,learning_rate=0.1`), at last in any case. */
export const variantsMeant = (variants: readonly VariantRuns[], text: string): readonly VariantRuns[] =>
  [
    variants.filter(({ label }) => label === text),
    variants.filter(({ name }) => name === text),
    variants.filter((one) => text.split(',').every((part) => sets(one, part))),
    variants.filter((one) => text.split(',').every((part) => sets(one, part, (word) => word.toLowerCase()))),
  ].find((found) => found.length > 0) ?? [];

/**
 * The variant that `text` means: its label, its name, or any part of what it sets that only it has (`elu` for `activation=elu`).
 * @throws UserError (exit code 2) that begins with `option` where there is none or more than one.
 */
export function findVariant(variants: readonly VariantRuns[], text: string, option: string): VariantRuns {
  const candidates = variantsMeant(variants, text);
  if (candidates.length === 1) return candidates[0]!;
  const labels = variants.map(({ label }) => label);
  if (candidates.length > 1)
    throw usageError(
      `${option}: ${text} is short for ${candidates.length} variants: ${candidates.map(({ label }) => label).join(' and ')}. Write one of these names.`,
    );
  const near = nearest(text, [...labels, ...variants.flatMap(({ variant }) => Object.values(variant))]);
  const meant = near === undefined ? '' : ` Did you mean ${near}?`;
  throw usageError(`${option}: no variant is called ${text}.${meant} There are ${labels.join(', ')}.`);
}

const sets = (
  { variant }: VariantRuns,
  part: string,
  as: (text: string) => string = (text) => text,
): boolean =>
  Object.entries(variant).some(
    ([column, value]) => as(part) === as(value) || as(part) === as(`${column}=${value}`),
  );
