/** @file What a run's config says of its network, in words. */
import type { Experiment } from '../config/experiment.ts';
import { writeStacks } from '../config/stacks-field.ts';
import { listed } from './listed.ts';

export function networkText({ network }: Experiment): string {
  const { hidden, encoder, stacks, width, batch_norm, padding, pool } = network;
  return listed(
    [
      hidden && `hidden layers of ${hidden.join('-')} units`,
      encoder && `autoencoder ${encoder.join('-')}`,
      stacks &&
        writeStacks(stacks)
          .map((stack) => `[${stack}]`)
          .join(' '),
      padding !== undefined && `padding ${padding}`,
      pool && `pooling by 2 × 2, ${pool}`,
      width !== undefined && `widths times ${width}`,
      batch_norm && 'batch normalisation',
      dropoutText(network),
    ],
    '; ',
  );
}

export function activationText({ network: { activation } }: Experiment): string {
  const { name, ...parameters } = activation;
  const more = Object.entries(parameters).map(([key, value]) => `${key} ${value}`);
  return `${name}${more.length > 0 ? ` (${more.join(', ')})` : ''}`;
}

const dropoutText = ({ dropout, dropout_on: on, stacks }: Experiment['network']): string | undefined =>
  dropout &&
  `dropout ${dropout.join(', ')}${stacks ? ` after ${on === 'all' ? 'every layer' : 'the last layer'} of each stack` : ''}`;

export const startText = ({ network }: Experiment): string =>
  listed([network.init, 'biases 0', network.batch_norm && 'batch normalisation with scale 1 and shift 0']);
