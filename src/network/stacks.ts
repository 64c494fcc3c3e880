/** @file Layers with weights, as every form of a network says them: in stacks, in the paper's notation. */

/** One layer of a stack: units, and the side of its square receptive field, or `FC` for a fully connected one. */
export interface StackLayer {
  /** `classes`: as many as the data set has, for the output alone. */
  readonly units: number | 'classes';
  readonly field: number | 'FC';
  /** Nothing follows its weights: the code of an autoencoder. */
  readonly linear?: boolean;
}
export type Stack = readonly StackLayer[];

/** Zeros around a map: `same` keeps its size (an even field has one more at the end), `valid` adds none, a number that many on each side. */
export type Padding = 'same' | 'valid' | number;

/** What only convolutional stacks have. */
export interface StackSettings {
  readonly padding: Padding;
  readonly pool: 'max' | 'average';
  /** Dropout after the pooling that ends a stack, or after each of its layers too. */
  readonly dropout_on: 'last' | 'all';
  /** Levels of spatial pyramid pooling before the first fully connected layer. */
  readonly spp: readonly number[] | undefined;
}

/** Where nobody says. */
export const STACK_DEFAULTS: StackSettings = {
  padding: 'same',
  pool: 'max',
  dropout_on: 'last',
  spp: undefined,
};

/** Layers in the form `1x240x3`, as the paper writes a group of one. */
export const written = ({ units, field }: StackLayer): string => `1x${units}x${field}`;

/** Fully connected layers of some widths, a stack each. */
export const dense = (widths: readonly number[]): Stack[] => widths.map((units) => [{ units, field: 'FC' }]);

/** 1000-500-250-30 becomes 1000, 500, 250, 30 (linear: the code), 250, 500, 1000. */
export const mirrored = (encoder: readonly number[]): Stack[] => [
  ...dense(encoder.slice(0, -1)),
  ...encoder.slice(-1).map((units): Stack => [{ units, field: 'FC', linear: true }]),
  ...dense(encoder.slice(0, -1).reverse()),
];

/** Units of a hidden layer at a width; at least one. */
export const scaledUnits = (units: number, width: number): number => Math.max(1, Math.round(units * width));
