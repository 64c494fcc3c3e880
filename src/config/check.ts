/** @file From a tree without `variants` to one experiment: the schema, and what a schema of single values can't say. */
import type { z } from 'zod';
import { misfit } from '../data/cut/view.ts';
import { certainSamples, DATASETS, datasetNames } from '../data/datasets.ts';
import { UserError } from '../errors.ts';
import { lossRow } from '../network/losses.ts';
import { STACK_DEFAULTS, type StackSettings } from '../network/stacks.ts';
import { activationNames } from './activation-field.ts';
import { askedFaults, knownClasses } from './asked-fields.ts';
import { networkOf } from './build.ts';
import { complaints } from './complaints.ts';
import type { Experiment } from './experiment.ts';
import { oneOf } from './fields.ts';
import { kept } from './kept.ts';
import { optimizerProblems } from './optimizer-fields.ts';
import type { Problem } from './problems.ts';
import { defaultObjective, experimentFrom } from './resolve.ts';
import { experimentSchema, MAX_RUN } from './schema.ts';
import { lossNames } from './sections.ts';
import { RIVALS } from './settings.ts';
import { entryAt, spanOfKey, spanOfValue, type Tree, valueAt } from './tree.ts';
import { readWritten } from './written.ts';

/** The experiment with all defaults filled in, or everything that is wrong. */
export function check(
  written: Tree,
): { readonly experiment: Experiment } | { readonly problems: readonly Problem[] } {
  const { tree, read } = readWritten(experimentSchema, written);
  const problems = [
    ...(read.success
      ? [
          ...lastRun(tree, read.data),
          ...classless(tree, read.data),
          ...optimizerProblems(tree, kept(read.data.optimizer)),
          ...unfitting(tree, read.data),
          ...unseen(tree, read.data),
          ...unmeasurable(tree, read.data),
        ]
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

/** What the layers don't go together with: the data set's images, rates, or each other. */
function unfitting(tree: Tree, file: z.output<typeof experimentSchema>): Problem[] {
  const { network, train } = file;
  const problem = (path: readonly (string | number)[], message: string): Problem => ({
    at: spanOfValue(tree, path),
    path: path.join('.'),
    message,
  });
  const ofStacks = Object.keys(STACK_DEFAULTS) as (keyof StackSettings)[];
  const strangers = ofStacks.filter((key) => network[key] !== undefined);
  if (!network.stacks && strangers.length > 0)
    return strangers.map((key) =>
      problem(['network', key], 'is of convolutional stacks; expected network.stacks beside it'),
    );
  if (network.spp && !network.stacks?.flat().some(({ field }) => field === 'FC'))
    return [
      problem(
        ['network', 'spp'],
        'comes before the first fully connected layer; expected one in network.stacks, such as 1x256xFC',
      ),
    ];
  const parts = network.stacks?.length ?? network.hidden?.length;
  const lists = [
    { path: ['network', 'dropout'], rates: network.dropout, scale: 1 },
    ...(train.phases ?? []).map(({ dropout, dropout_scale: scale = 1 }, i) => ({
      path: ['train', 'phases', i, ...(dropout ? ['dropout'] : ['dropout_scale'])],
      rates: dropout ?? network.dropout,
      scale,
    })),
  ];
  const wrong = lists.flatMap(({ path, rates = [], scale }) => {
    const highest = Math.max(...rates) * scale;
    if (parts !== undefined && rates.length > parts)
      return [problem(path, `has ${rates.length} rates for ${parts}; expected at most one each`)];
    return highest >= 1 ? [problem(path, `makes a rate of ${highest}; expected rates below 1`)] : [];
  });
  return wrong.length > 0 ? wrong : shrunken(tree, file);
}

/** A network whose map shrinks to nothing or does not fit its pyramid, or with another number of outputs than there are classes, where the data set is known. */
function shrunken(tree: Tree, file: z.output<typeof experimentSchema>): Problem[] {
  const samples = certainSamples(file.dataset.name);
  if (!samples || !file.network.stacks || misfit(file.dataset, samples)) return [];
  try {
    networkOf(
      experimentFrom({ ...file, network: { ...file.network, activation: { name: 'identity' } } }),
      samples,
    );
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    // `network.stacks: layer 3 finds …`
    const [path, ...message] = error.message.replace(/\.$/, '').split(': ') as [string, ...string[]];
    return [{ at: spanOfValue(tree, path.split('.')), path, message: message.join(': ') }];
  }
}

/** Sides that the images do not have, where the file or the data set says what they are, and a mean of what has none. */
function unseen(
  tree: Tree,
  { dataset: { name, preprocess, ...sides } }: z.output<typeof experimentSchema>,
): Problem[] {
  const problem = (path: readonly string[], message: string): Problem => ({
    at: spanOfValue(tree, ['dataset', ...path]),
    path: ['dataset', ...path].join('.'),
    message,
  });
  const { size } = sides;
  const images = certainSamples(name) ?? (size !== undefined && { imageSize: [size, size] as const });
  const fault = images ? misfit(sides, images) : undefined;
  const problems = fault ? [problem([fault.key], fault.message)] : [];
  const { gcn, zca, mean } = preprocess || {};
  if (!mean || !(gcn || zca)) return problems;
  const other = zca ? 'zca, which subtracts a mean itself' : 'gcn, after which every image has the mean 0';
  return [
    ...problems,
    problem(['preprocess', 'mean'], `does not go together with ${other}; expected one of them`),
  ];
}

/** Measures that the objective or the data set, where it is known, does not allow. */
function unmeasurable(tree: Tree, file: z.output<typeof experimentSchema>): Problem[] {
  const { evaluate, objective = defaultObjective(file.network) } = file;
  const about = { objective, classes: knownClasses(file.dataset.name) };
  return askedFaults(evaluate, about).map(([key, message]) => {
    const path = ['evaluate', key];
    return { at: spanOfValue(tree, path), path: path.join('.'), message };
  });
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

/** Of several ways to say the same, a file uses one. */
function oneOfRivals(tree: Tree, { section, keys, what }: (typeof RIVALS)[number]): Problem[] {
  const found = valueAt(tree, [section]);
  if (found?.kind !== 'section') return [];
  const given = keys.filter((key) => entryAt(found, key));
  if (given.length === 1) return [];
  const message =
    given.length === 0
      ? `no ${what}; expected ${keys.join(' or ')}`
      : `found both ${given.join(' and ')}; expected one of them`;
  return [
    {
      at: spanOfKey(tree, given.length === 0 ? [section] : [section, given.at(-1)!]),
      path: section,
      message,
    },
  ];
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
