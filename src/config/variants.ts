/** @file A file with its `variants` grid: whether each value may stand where it is set, and what the experiment is. */
import { isDeepStrictEqual } from 'node:util';
import { check } from './check.ts';
import type { Experiment } from './experiment.ts';
import { type Axis, readAxes } from './grid.ts';
import { fileLabel, valueLabel } from './labels.ts';
import { openParameters, optimizerNames } from './optimizer-fields.ts';
import { type Problem, position, shorten } from './problems.ts';
import { rivalsOf } from './settings.ts';
import type { Span } from './source.ts';
import { entryAt, plain, spanOfKey, type Tree, valueAt, withoutValue, withValue } from './tree.ts';

/** The most runs of one experiment, over all variants. */
const MAX_RUNS = 100_000;

/** The experiment of a whole file, its first variant applied, or everything that is wrong. */
export function checkWithVariants(
  tree: Tree,
): { readonly experiment: Experiment } | { readonly problems: readonly Problem[] } {
  const { axes, problems } = readAxes(tree);
  const base = withoutValue(tree, ['variants']);
  const first = axes.reduce((above, axis) => applied(above, axis, axis.values[0]!), base);
  const checked = check(first);
  const all = [
    ...problems,
    ...('problems' in checked ? checked.problems : []).map((problem) => axes.reduce(inGrid, problem)),
    ...axes.flatMap((axis) => [
      ...valueProblems(first, axis),
      ...conflict(base, first, axis),
      ...openDefaults(first, axis),
    ]),
    ...('experiment' in checked ? tooManyRuns(tree, axes, checked.experiment.runs) : []),
  ];
  if ('problems' in checked || all.length > 0) return { problems: all };
  const variants = Object.fromEntries(axes.map(({ key, values }) => [key, values.map(plain)]));
  return { experiment: { ...checked.experiment, variants } };
}

/** The tree with one value of an axis in its place. */
function applied(tree: Tree, { path, at }: Axis, value: Tree): Tree {
  const cleared = rivalsOf(path).reduce((above, rival) => withoutValue(above, rival.split('.')), tree);
  const keys = path.split('.');
  // What is missing in the value is then missing there, in the grid.
  return withValue(
    cleared,
    keys.map((key, i) => ({ key, at: i < keys.length - 1 ? at : value.at })),
    value,
  );
}

/** A problem of a setting that the grid sets, told under the name that the grid has for it. */
const inGrid = (problem: Problem, { key, path }: Axis): Problem =>
  problem.path === path || problem.path.startsWith(`${path}.`)
    ? { ...problem, path: `variants.${key}${problem.path.slice(path.length)}` }
    : problem;

/** Values that can't stand there, and values that come twice. */
function valueProblems(first: Tree, axis: Axis): Problem[] {
  const problems: Problem[] = [];
  const experiments = new Map<string, number>();
  const folders = new Map<string, number>();
  for (const [i, value] of axis.values.entries()) {
    const problem = (message: string) =>
      problems.push({ at: value.at, path: `variants.${axis.key}.${i}`, message });
    const checked = check(applied(first, axis, value));
    if ('problems' in checked) {
      problems.push(...checked.problems.map((problem) => inGrid(problem, axis)));
      continue;
    }
    // File systems that don't tell capitals from small letters would put both in one folder.
    const folder = fileLabel(valueLabel(axis.path, plain(value))).toLowerCase();
    const same = experiments.get(JSON.stringify(checked.experiment));
    const alike = folders.get(folder);
    if (same !== undefined) problem(`means the same as value ${same + 1}; expected different values`);
    else if (alike !== undefined)
      problem(`has the folder name of value ${alike + 1}; expected values that differ in letters or digits`);
    experiments.set(JSON.stringify(checked.experiment), i);
    folders.set(folder, i);
  }
  return problems;
}

/**
 * A key that variants set and that is given elsewhere too. Not a problem: variants on the command line replacing the file's value, and
 * a single value that says the same (as in the config.yaml of a run).
 */
function conflict(base: Tree, first: Tree, axis: Axis): Problem[] {
  const path = [axis.path, ...rivalsOf(axis.path)].find((path) => valueAt(base, path.split('.')));
  if (path === undefined) return [];
  const at = spanOfKey(base, path.split('.'));
  if (axis.at.source.kind === 'argument' && at.source.kind === 'file') return [];
  if (axis.values.length === 1 && isDeepStrictEqual(check(base), check(first))) return [];
  const message = `variants.${axis.key} (${placeOf(axis.at)}) overrides it; expected the value in one place only`;
  return [{ at, path, message }];
}

/** What the file leaves to the defaults of optimisers that differ in them. */
function openDefaults(first: Tree, { key, path, at, values }: Axis): Problem[] {
  if (path !== 'optimizer.name') return [];
  const names = optimizerNames.filter((name) => values.some((value) => plain(value) === name));
  return openParameters(first, names).map((open) => {
    const message = `optimizer.${open} has different defaults (${names.join(', ')}); expected it in the file, or variants.optimizer with all that belongs to each`;
    return { at, path: `variants.${key}`, message };
  });
}

const placeOf = ({ source, start }: Span): string =>
  source.kind === 'file' ? `line ${position(source, start).line}` : `argument "${shorten(source.name, 60)}"`;

function tooManyRuns(tree: Tree, axes: readonly Axis[], runs: number): Problem[] {
  const variants = axes.reduce((product, { values }) => product * values.length, 1);
  if (variants * runs <= MAX_RUNS) return [];
  const message = `${variants} variants with ${runs} runs each are ${variants * runs} runs; expected at most ${MAX_RUNS}`;
  return [{ at: entryAt(tree, 'variants')!.at, path: 'variants', message }];
}
