/** @file From what a config says about a network to its layers: one function a form. */
import type { Shape } from '../graph/expr.ts';
import type { ActivationSpec } from './activations.ts';
import type { InitName } from './init.ts';
import type { LayerSpec } from './layers.ts';
import type { Network } from './network.ts';

interface NetworkForm {
  /** Width of each hidden layer of a fully connected network; this or `encoder`. */
  readonly hidden?: readonly number[];
  /** Widths of an autoencoder's encoder, its code layer last; the decoder mirrors it. */
  readonly encoder?: readonly number[];
  readonly activation: ActivationSpec;
  readonly init: InitName;
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

/** A chain of dense layers, numbered dense1, activation1, dense2, …, then a linear output layer. */
export function buildNetwork({
  hidden,
  encoder,
  activation,
  init,
  sampleShape,
  outputs,
}: NetworkForm): Network {
  const widths = encoder ? mirrored(encoder) : (hidden ?? []).map((units) => ({ units, linear: false }));
  const flat: LayerSpec[] = sampleShape.length > 1 ? [{ kind: 'flatten', name: 'flatten' }] : [];
  const layers = widths.flatMap(({ units, linear }, i): LayerSpec[] => {
    const dense: LayerSpec = { kind: 'dense', name: `dense${i + 1}`, units };
    return linear
      ? [dense]
      : [dense, { kind: 'activation', name: `activation${i + 1}`, function: activation }];
  });
  const output: LayerSpec = { kind: 'dense', name: `dense${widths.length + 1}`, units: outputs };
  return { sampleShape: [...sampleShape], layers: [...flat, ...layers, output], init };
}
