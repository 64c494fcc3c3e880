/**
 * @file TABLE of how each activation is drawn: the same colour, dashes and point shape in every figure. Colours alone would be lost
 * in grey print and to some eyes, so dashes and shapes tell lines apart too.
 */
import type { ActivationName } from '../network/activations.ts';

export interface Style {
  /** Contrast of 3:1 at least both on white and on the dark page; the first eight stay apart in all common colour blindness. */
  readonly colour: string;
  /** Lengths of dash and gap, in pixels; [1, 0] is a whole line. */
  readonly dash: readonly number[];
  readonly shape: string;
}

export const ACTIVATION_STYLES: Readonly<Record<ActivationName, Style>> = {
  elu: { colour: '#0077bb', dash: [1, 0], shape: 'circle' },
  relu: { colour: '#d55e00', dash: [7, 3], shape: 'square' },
  lrelu: { colour: '#00895f', dash: [2, 2], shape: 'triangle-up' },
  srelu: { colour: '#b5508b', dash: [9, 3, 2, 3], shape: 'diamond' },
  selu: { colour: '#7a68d8', dash: [14, 3], shape: 'triangle-down' },
  gelu: { colour: '#937500', dash: [5, 2, 1, 2, 1, 2], shape: 'cross' },
  silu: { colour: '#80766e', dash: [3, 5], shape: 'triangle-left' },
  softplus: { colour: '#0b8a94', dash: [12, 3, 4, 3], shape: 'triangle-right' },
  tanh: { colour: '#c8432f', dash: [1, 3], shape: 'circle' },
  sigmoid: { colour: '#5b8025', dash: [6, 2, 2, 2], shape: 'square' },
  identity: { colour: '#6f7785', dash: [4, 4], shape: 'diamond' },
};

const isActivation = (label: string): label is ActivationName => Object.hasOwn(ACTIVATION_STYLES, label);

/**
 * A style for each label: an activation has its own, any other label one that is free, those of the rarest activations first, so that
 * blue stays ELU's; again from the first when all are taken.
 */
export function stylesOf(labels: readonly string[]): ReadonlyMap<string, Style> {
  const all = Object.values(ACTIVATION_STYLES).reverse();
  const taken = new Set(labels.filter(isActivation).map((label) => ACTIVATION_STYLES[label]));
  const free = all.filter((style) => !taken.has(style));
  const others = free.length > 0 ? free : all;
  let next = 0;
  return new Map(
    labels.map((label) => [
      label,
      isActivation(label) ? ACTIVATION_STYLES[label] : others[next++ % others.length]!,
    ]),
  );
}
