/** @file TABLE of layers. A row says which tensors a layer has and what it computes; everything else follows. */
import { type Expr, type Shape, size } from '../graph/expr.ts';
import { add, averagePool, conv, matMul, maxPool, reshape, transpose } from '../graph/ops.ts';
import { windowed } from '../graph/window.ts';
import { type ActivationSpec, activate } from './activations.ts';
import { drop } from './dropout.ts';
import { batchStatistics, keptStatistics, normalise, runningStatistics } from './normalise.ts';
import type { ParameterSpec } from './parameter.ts';
import { pyramid, pyramidSize } from './pyramid.ts';

type None = Record<never, never>;
/** A window over the map: [along H, along W]. */
interface Pool {
  readonly kernel: readonly [number, number];
  readonly strides: readonly [number, number];
}

interface LayerSig {
  /** y = x Wᵀ + b, W [units, inputs]; no b where `bias` is false. */
  readonly dense: { readonly units: number; readonly bias?: boolean };
  /** W [units, channels, kh, kw]; pads: zeros at [top, left, bottom, right]. */
  readonly conv: {
    readonly units: number;
    readonly kernel: readonly [number, number];
    readonly strides: readonly [number, number];
    readonly pads: readonly [number, number, number, number];
    readonly bias?: boolean;
  };
  readonly activation: { readonly function: ActivationSpec };
  /** Per channel, or per unit of a fully connected layer. */
  readonly batch_norm: None;
  readonly max_pool: Pool;
  readonly average_pool: Pool;
  /** Mean over the map, [C, H, W] to [C]. */
  readonly global_pool: None;
  /** Maxima of level × level windows over the map, [C, H, W] to [C · Σ level²]. */
  readonly spp: { readonly levels: readonly number[] };
  /** In training a unit is 0 with probability `rate`, else raised so that its expectation stays. `number`: its random stream. */
  readonly dropout: { readonly rate: number; readonly number: number };
  /** Any sample shape to one axis. */
  readonly flatten: None;
}
export type LayerKind = keyof LayerSig;

/** One layer of a network; names are unique within it and name its tensors, `<name>.weight`. */
export type LayerSpec = {
  readonly [K in LayerKind]: { readonly kind: K; readonly name: string } & LayerSig[K];
}[LayerKind];
type Spec<K extends LayerKind> = Extract<LayerSpec, { kind: K }>;

/** Name of a tensor within its layer. */
export type Part = 'weight' | 'bias' | 'running_mean' | 'running_var';

/** What a layer finds around it. */
export interface LayerContext {
  tensor(part: Part): Expr;
  /** A training step: dropout drops, batch normalisation goes by the batch. */
  readonly training: boolean;
  /** Says what a tensor that is not learned is after the step. */
  next(part: Part, value: Expr): void;
}

interface LayerRow<K extends LayerKind> {
  readonly summary: string;
  /** What it is called within a sentence, if not by its name. */
  readonly term?: string;
  /** Shape of one sample after the layer, given that before it. */
  outputShape(layer: Spec<K>, sample: Shape): Shape;
  /** The tensors that it has, learned or kept; absent where it has none. */
  parameters?(layer: Spec<K>, sample: Shape): readonly ParameterSpec[];
  /** x: [batch, ...sample]. */
  forward(layer: Spec<K>, x: Expr, context: LayerContext): Expr;
}

/** The weight of a layer and, unless it goes without, its bias. */
function weightAndBias(
  { name, units, bias = true }: { readonly name: string; readonly units: number; readonly bias?: boolean },
  inputs: Shape,
): ParameterSpec[] {
  const taps = size(inputs.slice(1));
  const fans = { fanIn: inputs[0]! * taps, fanOut: units * taps };
  const weight = { name: `${name}.weight`, shape: [units, ...inputs], role: 'weight', ...fans } as const;
  return bias ? [weight, { name: `${name}.bias`, shape: [units], role: 'bias', ...fans }] : [weight];
}

const pooling = (layer: Pool) => ({
  kernel_shape: layer.kernel,
  strides: layer.strides,
  pads: [0, 0, 0, 0],
});
const pooledShape = (layer: Pool, [c, ...map]: Shape): Shape => [
  c!,
  ...windowed(map, layer.kernel, pooling(layer)),
];

export const LAYERS: { readonly [K in LayerKind]: LayerRow<K> } = {
  dense: {
    summary: 'fully connected: every unit sees every input',
    outputShape: ({ units }) => [units],
    parameters: (layer, sample) => weightAndBias(layer, [size(sample)]),
    forward: ({ bias = true }, x, { tensor }) => {
      const product = matMul(x, transpose(tensor('weight')));
      return bias ? add(product, tensor('bias')) : product;
    },
  },
  conv: {
    summary: 'convolution: a unit is a filter that every place of the map sees its surroundings through',
    outputShape: ({ units, kernel, ...window }, [, ...map]) => [units, ...windowed(map, kernel, window)],
    parameters: (layer, sample) => weightAndBias(layer, [sample[0]!, ...layer.kernel]),
    forward: ({ units, strides, pads, bias = true }, x, { tensor }) => {
      const y = conv(x, tensor('weight'), { strides, pads, dilations: [1, 1] });
      return bias ? add(y, reshape(tensor('bias'), [units, 1, 1])) : y;
    },
  },
  activation: {
    summary: 'an activation function, element by element',
    outputShape: (_, sample) => sample,
    forward: (layer, x) => activate(layer.function, x),
  },
  batch_norm: {
    term: 'batch normalisation',
    summary:
      'batch normalisation (Ioffe and Szegedy 2015): each channel to mean 0 and variance 1 over the batch, then γx + β; running statistics in evaluation',
    outputShape: (_, sample) => sample,
    parameters: ({ name }, [channels]) => {
      const spec = (part: Part, role: ParameterSpec['role']): ParameterSpec => ({
        name: `${name}.${part}`,
        shape: [channels!],
        role,
        fanIn: 1,
        fanOut: 1,
      });
      return [
        spec('weight', 'scale'),
        spec('bias', 'bias'),
        spec('running_mean', 'mean'),
        spec('running_var', 'variance'),
      ];
    },
    forward: (_, x, { tensor, training, next }) => {
      const kept = { mean: tensor('running_mean'), variance: tensor('running_var') };
      const statistics = training ? batchStatistics(x) : keptStatistics(x, kept.mean, kept.variance);
      if (training) {
        const running = runningStatistics(x, statistics, kept);
        next('running_mean', running.mean);
        next('running_var', running.variance);
      }
      return normalise(x, statistics, tensor('weight'), tensor('bias'));
    },
  },
  max_pool: {
    summary: 'the maximum of each window',
    outputShape: pooledShape,
    forward: (layer, x) => maxPool(x, pooling(layer)),
  },
  average_pool: {
    summary: 'the mean of each window',
    outputShape: pooledShape,
    forward: (layer, x) => averagePool(x, pooling(layer)),
  },
  global_pool: {
    summary: 'the mean over the map',
    outputShape: (_, [channels]) => [channels!],
    forward: (_, x) => {
      const map = x.shape.slice(2);
      const mean = averagePool(x, { kernel_shape: map, strides: map, pads: [0, 0, 0, 0] });
      return reshape(mean, x.shape.slice(0, 2));
    },
  },
  spp: {
    term: 'spatial pyramid pooling',
    summary:
      'spatial pyramid pooling (He et al. 2014): the maxima of level × level windows over the map, for each of some levels, in one axis',
    outputShape: ({ levels }, sample) => [pyramidSize(levels, sample)],
    forward: ({ levels }, x) => pyramid(x, levels),
  },
  dropout: {
    summary:
      'inverted dropout (Srivastava et al. 2014): in training each unit is 0 with probability `rate`, else divided by 1 − rate',
    outputShape: (_, sample) => sample,
    forward: ({ name, rate }, x, { training }) => {
      if (!training || rate === 0) return x;
      return drop(x, name, rate);
    },
  },
  flatten: {
    summary: 'joins the axes of a sample into one',
    outputShape: (_, sample) => [size(sample)],
    forward: (_, x) => reshape(x, [x.shape[0]!, size(x.shape.slice(1))]),
  },
};

/** The row of a layer, with the types of that layer. */
export const layerRow = (layer: LayerSpec): LayerRow<LayerKind> => LAYERS[layer.kind] as LayerRow<LayerKind>;
