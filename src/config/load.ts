/** @file An experiment from its file and the command line, or one error that tells all that is wrong with them. */
import { usageError } from '../errors.ts';
import type { Experiment } from './experiment.ts';
import { override } from './overrides.ts';
import { type Problem, problemsError } from './problems.ts';
import { readSource, type Source } from './source.ts';
import { checkWithVariants } from './variants.ts';
import { readYaml } from './yaml.ts';

/**
 * The experiment of a file, with overrides such as `train.epochs=5` applied; all defaults filled in, the first variant in place.
 * @throws UserError (exit code 2) that names every problem with its line and column, or its argument.
 */
export const loadExperiment = (file: string, overrides: readonly string[] = []): Experiment =>
  experimentOf(readSource(file), overrides);

/** The same for text that has been read. */
export function experimentOf(source: Source, overrides: readonly string[] = []): Experiment {
  const file = readYaml({ source, start: 0, path: [] });
  if (!file.tree && file.problems.length === 0) {
    throw usageError(`${source.name}: empty; expected an experiment, as in configs/mnist.yaml.`);
  }
  if (!file.tree) {
    const none = { kind: 'section', at: { source, start: 0, end: 0 }, entries: new Map() } as const;
    throw problemsError([...file.problems, ...override(none, overrides).problems]);
  }
  const { tree, problems } = override(file.tree, overrides);
  const checked = checkWithVariants(tree);
  const first = [...file.problems, ...problems];
  if ('problems' in checked)
    throw problemsError([...first, ...checked.problems.filter((problem) => !first.some(samePlace(problem)))]);
  if (first.length > 0) throw problemsError(first);
  return checked.experiment;
}

/** What could not be read is no value either: that needs no telling twice. */
const samePlace =
  (a: Problem) =>
  (b: Problem): boolean =>
    a.at.source === b.at.source && a.at.start === b.at.start;
