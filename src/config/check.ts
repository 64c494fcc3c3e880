/** @file From a tree without `variants` to one experiment: the schema, and what a schema of single values can't say. */
import type { z } from 'zod';
import { DATASETS, datasetNames } from '../data/datasets.ts';
import { lossRow } from '../network/losses.ts';
import { activationNames } from './activation-field.ts';
import { complaints } from './complaints.ts';
import type { Experiment } from './experiment.ts';
import { oneOf } from './fields.ts';
import type { Problem } from './problems.ts';
import { experimentFrom } from './resolve.ts';
import { experimentSchema, MAX_RUN } from './schema.ts';
import { lossNames } from './sections.ts';
import { RIVALS } from './settings.ts';
import { entryAt, plain, spanOfKey, spanOfValue, type Tree, valueAt } from './tree.ts';

/** The experiment with all defaults filled in, or everything that is wrong. */
export function check(
  tree: Tree,
): { readonly experiment: Experiment } | { readonly problems: readonly Problem[] } {
  const read = experimentSchema.safeParse(plain(tree));
  const problems = [
    ...(read.success
      ? [...lastRun(tree, read.data), ...classless(tree, read.data)]
      : complaints(read.error.issues, tree)),
    ...missingParts(tree),
  ];
  return read.success && problems.length === 0 ? { experiment: experimentFrom(read.data) } : { problems };
}

/** config.yaml of the last run gives its number as first_run. */
function lastRun(
  tree: Tree,
  { first_run, runs }: { readonly first_run: number; readonly runs: number },
): Problem[] {
  const last = first_run + runs - 1;
  if (last <= MAX_RUN) return [];
  const message = `the last run would have number ${last}; expected at most ${MAX_RUN}`;
  return [{ at: spanOfValue(tree, ['first_run']), path: 'first_run', message }];
}

/** The output of an autoencoder has a unit a pixel, not a unit a class. */
function classless(tree: Tree, { objective, network }: z.output<typeof experimentSchema>): Problem[] {
  if (!network.encoder || objective === undefined || lossRow(objective).target === 'input') return [];
  const fitting = lossNames.filter((name) => lossRow(name).target === 'input');
  const message = `found ${objective}, which needs classes, but network.encoder makes an autoencoder, which reconstructs its input; expected ${oneOf(fitting)}, or network.hidden instead of network.encoder`;
  return [{ at: spanOfValue(tree, ['objective']), path: 'objective', message }];
}

function missingParts(tree: Tree): Problem[] {
  return [
    ...missingActivation(tree),
    ...RIVALS.flatMap((rivals) => oneOfRivals(tree, rivals)),
    ...missingFolder(tree),
  ];
}

function missingActivation(tree: Tree): Problem[] {
  const network = valueAt(tree, ['network']);
  if (network?.kind !== 'section' || entryAt(network, 'activation')) return [];
  const path = ['network', 'activation'];
  const message = `missing; expected one of ${activationNames.join(', ')}, or a list of them in variants.activation`;
  return [{ at: spanOfValue(tree, path), path: path.join('.'), message }];
}

/** Of two ways to say the same, a file uses one. */
function oneOfRivals(tree: Tree, { section, keys: [one, other], what }: (typeof RIVALS)[number]): Problem[] {
  const found = valueAt(tree, [section]);
  if (found?.kind !== 'section') return [];
  const given = [one, other].filter((key) => entryAt(found, key));
  if (given.length === 1) return [];
  const message =
    given.length === 0
      ? `no ${what}; expected ${one} or ${other}`
      : `found both ${one} and ${other}; expected one of them`;
  return [{ at: spanOfKey(tree, given.length === 0 ? [section] : [section, other]), path: section, message }];
}

/** Some data sets are nowhere unless the file says where. */
function missingFolder(tree: Tree): Problem[] {
  const dataset = valueAt(tree, ['dataset']);
  if (dataset?.kind !== 'section' || entryAt(dataset, 'dir')) return [];
  const name = valueAt(dataset, ['name']);
  const known = datasetNames.find((known) => name?.kind === 'leaf' && name.value === known);
  if (known === undefined || DATASETS[known].locate) return [];
  const message = `missing; expected the folder that holds the files of data set ${known}`;
  return [{ at: spanOfValue(tree, ['dataset', 'dir']), path: 'dataset.dir', message }];
}
