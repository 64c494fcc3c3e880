/** @file What a run's config says of its network, in words. */
import type { Experiment, NetworkConfig } from '../config/experiment.ts';
import { writeStacks } from '../config/stacks-field.ts';
import { followersOf } from '../network/followers.ts';
import { LAYERS, layerRow } from '../network/layers.ts';
import { listed } from './listed.ts';
import { settingText } from './setting-text.ts';

type Words<Key extends keyof NetworkConfig> = (
  value: NonNullable<NetworkConfig[Key]>,
  network: NetworkConfig,
) => string;

/** TABLE of keys that have words of their own, in the order of the sentence; any other key follows by its name. */
const WORDS: { readonly [Key in keyof NetworkConfig]?: Words<Key> } = {
  hidden: (widths) => `hidden layers of ${widths.join('-')} units`,
  encoder: (widths) => `autoencoder ${widths.join('-')}`,
  stacks: (stacks) =>
    writeStacks(stacks)
      .map((stack) => `[${stack}]`)
      .join(' '),
  padding: (padding) => `padding ${padding}`,
  pool: (pool) => `pooling by 2 × 2, ${pool}`,
  spp: (levels) => `${LAYERS.spp.term} with levels ${levels.join(', ')}`,
  width: (width) => `widths times ${width}`,
  batch_norm: () => termOf('batch_norm'),
  dropout: (rates, { stacks, dropout_on: on }) =>
    `dropout ${rates.join(', ')}${stacks ? ` after ${on === 'all' ? 'every layer' : 'the last layer'} of each stack` : ''}`,
  // Said with dropout, and in lines of their own.
  dropout_on: () => '',
  activation: () => '',
  init: () => '',
};

export function networkText({ network }: Experiment): string {
  const keys = new Set([...Object.keys(WORDS), ...Object.keys(network)]) as ReadonlySet<keyof NetworkConfig>;
  return listed(
    [...keys].map((key) => wordsOf(key, network)),
    '; ',
  );
}

function wordsOf<Key extends keyof NetworkConfig>(key: Key, network: NetworkConfig): string | undefined {
  const value: NetworkConfig[Key] | undefined = network[key];
  if (value === undefined) return undefined;
  const words: Words<Key> | undefined = WORDS[key];
  return words ? words(value, network) : settingText(key, value);
}

export function activationText({ network: { activation } }: Experiment): string {
  const { name, ...parameters } = activation;
  const more = Object.entries(parameters).map(([key, value]) => `${key} ${value}`);
  return `${name}${more.length > 0 ? ` (${more.join(', ')})` : ''}`;
}

const termOf = (kind: keyof typeof LAYERS): string => LAYERS[kind].term ?? kind.replaceAll('_', ' ');

/** What follows hidden layers and learns a scale and a shift: `batch normalisation`. */
export const scaledLayers = ({ network }: Experiment): readonly string[] =>
  followersOf(network)
    .filter((layer) =>
      layerRow(layer)
        .parameters?.(layer, [1])
        .some(({ role }) => role === 'scale'),
    )
    .map(({ kind }) => termOf(kind));

export const startText = (experiment: Experiment): string =>
  listed([
    experiment.network.init,
    'biases 0',
    ...scaledLayers(experiment).map((layer) => `${layer} with scale 1 and shift 0`),
  ]);
