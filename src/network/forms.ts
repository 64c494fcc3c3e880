/** @file From what a config says about a network to its layers: one function a form. */
import type { Shape } from '../graph/expr.ts';
import type { ActivationSpec } from './activations.ts';
import type { InitName } from './initializers.ts';
import type { LayerSpec } from './layers.ts';
import type { Network } from './network.ts';
import { type StacksForm, scaledUnits, stackLayers } from './stacks.ts';

interface NetworkForm extends Partial<Omit<StacksForm, 'activation'>> {
  /** Width of each hidden layer of a fully connected network; this, `encoder` or `stacks`. */
  readonly hidden?: readonly number[];
  /** Widths of an autoencoder's encoder, its code layer last; the decoder mirrors it. */
  readonly encoder?: readonly number[];
  readonly activation: ActivationSpec;
  readonly init: InitName;
  /** [channels, height, width] for stacks. */
  readonly sampleShape: Shape;
  /** Width of the output layer, which has no activation. */
  readonly outputs: number;
}

/** A hidden layer: its width, and whether the activation follows it. */
interface Hidden {
  readonly units: number;
  readonly linear: boolean;
}

/** 1000-500-250-30 becomes 1000, 500, 250, 30 (linear: the code), 250, 500, 1000. */
function mirrored(encoder: readonly number[]): Hidden[] {
  const decoder = encoder.slice(0, -1).reverse();
  return [...encoder, ...decoder].map((units, i) => ({ units, linear: i === encoder.length - 1 }));
}

/**
 * A chain of layers for samples of a shape: stacks as the paper writes them, or dense layers, each with batch normalisation, activation and
 * dropout where asked for, numbered dense1, activation1, dense2, …, then a linear output layer.
 */
export function buildNetwork({
  hidden,
  encoder,
  stacks,
  padding = 'same',
  pool = 'max',
  dropout = [],
  dropoutOn = 'last',
  batchNorm = false,
  width = 1,
  activation,
  init,
  sampleShape,
  outputs,
}: NetworkForm): Network {
  const network = (layers: LayerSpec[]): Network => ({ sampleShape: [...sampleShape], layers, init });
  if (stacks) {
    const form = { stacks, padding, pool, dropout, dropoutOn, batchNorm, width, activation };
    return network(stackLayers(form, sampleShape, outputs));
  }
  const widths = encoder ? mirrored(encoder) : (hidden ?? []).map((units) => ({ units, linear: false }));
  const flat: LayerSpec[] = sampleShape.length > 1 ? [{ kind: 'flatten', name: 'flatten' }] : [];
  const layers = widths.flatMap(({ units, linear }, i): LayerSpec[] => {
    const number = i + 1;
    const rate = dropout[Math.min(i, dropout.length - 1)] ?? 0;
    const normal = batchNorm && !linear;
    const dense: LayerSpec = {
      kind: 'dense',
      name: `dense${number}`,
      units: scaledUnits(units, width),
      ...(normal && { bias: false }),
    };
    if (linear) return [dense];
    return [
      dense,
      ...(normal ? [{ kind: 'batch_norm', name: `batch_norm${number}` } as const] : []),
      { kind: 'activation', name: `activation${number}`, function: activation },
      ...(rate > 0 ? [{ kind: 'dropout', name: `dropout${number}`, rate, number } as const] : []),
    ];
  });
  const output: LayerSpec = { kind: 'dense', name: `dense${widths.length + 1}`, units: outputs };
  return network([...flat, ...layers, output]);
}
