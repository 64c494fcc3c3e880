/** @file From what a config says about a network to its layers. A form says its layers with weights as stacks. */
import type { Shape } from '../graph/expr.ts';
import type { ActivationSpec } from './activations.ts';
import { chain, type LayerSettings } from './chain.ts';
import type { InitName } from './initializers.ts';
import type { Network } from './network.ts';
import { dense, mirrored, STACK_DEFAULTS, type Stack } from './stacks.ts';

/** The forms, of which a network has one. */
interface Forms {
  /** Width of each hidden layer of a fully connected network. */
  readonly hidden?: readonly number[];
  /** Widths of an autoencoder's encoder, its code layer last; the decoder mirrors it. */
  readonly encoder?: readonly number[];
  readonly stacks?: readonly Stack[];
}

/** The section `network` of a config, and what the data have it be. */
interface NetworkForm extends Forms, Partial<Omit<LayerSettings, 'activation'>> {
  readonly activation: ActivationSpec;
  readonly init: InitName;
  /** [channels, height, width] for stacks. */
  readonly sampleShape: Shape;
  /** Width of the output layer, which has no activation. */
  readonly outputs: number;
}

/** A chain of layers for samples of a shape. */
export function buildNetwork({ init, sampleShape, outputs, ...form }: NetworkForm): Network {
  const settings = { ...STACK_DEFAULTS, width: 1, ...form };
  const layers = chain(stacksOf(form, outputs), settings, { sampleShape, outputs });
  return { sampleShape: [...sampleShape], layers, init };
}

/** The paper's stacks are written with their output; dense layers are followed by one. */
const stacksOf = ({ hidden = [], encoder, stacks }: Forms, outputs: number): readonly Stack[] =>
  stacks ?? [...(encoder ? mirrored(encoder) : dense(hidden)), ...dense([outputs])];
