/** @file TABLE of what follows the weights of a hidden layer. A row places a layer in every form of a network. */
import type { Shape } from '../graph/expr.ts';
import type { ActivationSpec } from './activations.ts';
import type { LayerSpec } from './layers.ts';
import type { Place } from './places.ts';
import { STACK_DEFAULTS, type StackSettings } from './stacks.ts';

/** What `network` of a config says of hidden layers, by its keys. */
export interface HiddenSettings extends Pick<StackSettings, 'pool' | 'dropout_on'> {
  readonly activation: ActivationSpec;
  readonly batch_norm?: boolean;
  /** Rate of each stack; the last one holds for the stacks that are left. */
  readonly dropout?: readonly number[];
}

/** A network of dense layers has no map to be pooled, and each of its layers is a stack. */
type DenseSettings = Omit<HiddenSettings, keyof StackSettings>;

type Follower = (settings: HiddenSettings, place: Place, sample: Shape) => LayerSpec | undefined | false;

/**
 * By the setting that asks for it: the layer at a place, if there is to be one, in the order of the network; `sample` is what it finds. None of
 * them changes what the weights start from.
 */
export const FOLLOWERS = {
  batch_norm: ({ batch_norm }, { number }) =>
    batch_norm && { kind: 'batch_norm', name: `batch_norm${number}` },

  activation: ({ activation }, { number }) => ({
    kind: 'activation',
    name: `activation${number}`,
    function: activation,
  }),

  /** By 2 × 2, or by what is left of the map. */
  pool({ pool }, { stack, endsStack }, [, ...map]) {
    if (!endsStack || map.every((n) => n === 1)) return undefined;
    const kernel = map.map((n) => Math.min(2, n)) as [number, number];
    return { kind: `${pool}_pool`, name: `pool${stack + 1}`, kernel, strides: kernel };
  },

  /** After the pooling, as there are a quarter of the numbers then. */
  dropout({ dropout = [], dropout_on }, { number, stack, endsStack }) {
    const rate = dropout[Math.min(stack, dropout.length - 1)] ?? 0;
    const drops = rate > 0 && (endsStack || dropout_on === 'all');
    return drops && { kind: 'dropout', name: `dropout${number}`, rate, number };
  },
} as const satisfies { readonly [Key in keyof HiddenSettings]?: Follower };

/** The rest of the settings: those of the weights. What they start from is the same where these are. */
export const weightSettings = (network: object): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(network).filter(([key]) => !(key in FOLLOWERS) && key !== 'dropout_on'));

/** What follows the weights of a dense hidden layer with these settings. */
export function followersOf(settings: DenseSettings): LayerSpec[] {
  const layer = { units: 1, field: 'FC' } as const;
  const place = { layer, number: 1, stack: 0, endsStack: true, isOutput: false };
  return Object.values(FOLLOWERS).flatMap(
    (follower: Follower) => follower({ ...STACK_DEFAULTS, ...settings }, place, [1]) || [],
  );
}
