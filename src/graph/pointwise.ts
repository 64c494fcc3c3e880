/** @file TABLE of the ops that treat every element alike: arithmetic, comparison, choice, activations, casts. */
import { ALIGNED } from './batching.ts';
import { type DType, type Expr, type NoAttributes, type Shape, scalarValue } from './expr.ts';
import { lift, maker, type Operand } from './make.ts';
import type { Rows } from './op.ts';
import { elementwise, erf, type Tensor } from './reference.ts';
import { broadcastShapes } from './shape.ts';

export interface Slope {
  readonly alpha: number;
}

export interface PointwiseSig {
  Add: NoAttributes;
  Sub: NoAttributes;
  Mul: NoAttributes;
  Div: NoAttributes;
  Max: NoAttributes;
  Min: NoAttributes;
  Greater: NoAttributes;
  Where: NoAttributes;
  Neg: NoAttributes;
  Exp: NoAttributes;
  Log: NoAttributes;
  Sqrt: NoAttributes;
  Reciprocal: NoAttributes;
  Erf: NoAttributes;
  Relu: NoAttributes;
  LeakyRelu: Slope;
  Elu: Slope;
  Sigmoid: NoAttributes;
  Tanh: NoAttributes;
  Softplus: NoAttributes;
  Cast: { readonly to: DType };
}
declare module './expr.ts' {
  interface Signatures extends PointwiseSig {}
}

type Function = (...values: number[]) => number;

/** Shape and meaning of a function of numbers that depends on attributes. */
const pointwiseBy = <A>(f: (attributes: A) => Function) =>
  ({
    pointwise: true,
    batching: ALIGNED,
    shape: (inputs: readonly Expr[]): Shape => inputs.map((x) => x.shape).reduce(broadcastShapes),
    reference: (inputs: readonly Tensor[], attributes: A) => elementwise(f(attributes))(...inputs),
  }) as const;
const pointwise = (f: Function) => pointwiseBy<unknown>(() => f);

/** What rises, or at least never falls, with its first operand, or with either. */
const rising = { increasing: () => [0] };
const risingInBoth = { increasing: () => [0, 1] };
const risingWithSlope = { increasing: ({ alpha }: Slope) => (alpha > 0 ? [0] : []) };

const pair = { inputs: [{ shape: [2, 3] }, { shape: [3] }], attributes: {} };
const single = { inputs: [{ shape: [3, 4] }], attributes: {} };
const positive = { inputs: [{ shape: [3, 4], low: 0.1, high: 3 }], attributes: {} };

const CASTS: Readonly<Record<DType, (x: number) => number>> = {
  float32: (x) => x,
  int32: Math.trunc,
  bool: (x) => (x !== 0 ? 1 : 0),
};

export const POINTWISE: Rows<keyof PointwiseSig> = {
  Add: {
    ...pointwise((a, b) => a! + b!),
    gradient: (d) => [d, d],
    ...risingInBoth,
    strictly: true,
    sample: pair,
  },
  Sub: {
    ...pointwise((a, b) => a! - b!),
    gradient: (d) => [d, neg(d)],
    ...rising,
    strictly: true,
    sample: pair,
  },
  Mul: {
    ...pointwise((a, b) => a! * b!),
    gradient: (d, _, [a, b]) => [mul(d, b!), mul(d, a!)],
    linear: [0, 1],
    sample: pair,
  },
  Div: {
    ...pointwise((a, b) => a! / b!),
    gradient: (d, y, [, b]) => [div(d, b!), neg(div(mul(d, y), b!))],
    linear: [0],
    sample: { inputs: [{ shape: [2, 3] }, { shape: [3], low: 0.5, high: 2 }], attributes: {} },
  },
  // Of equal operands the first gets the gradient.
  Max: {
    ...pointwise((a, b) => Math.max(a!, b!)),
    gradient: (d, _, [a, b]) => [where(greater(b!, a!), 0, d), where(greater(b!, a!), d, 0)],
    ...risingInBoth,
    sample: pair,
  },
  Min: {
    ...pointwise((a, b) => Math.min(a!, b!)),
    gradient: (d, _, [a, b]) => [where(greater(a!, b!), 0, d), where(greater(a!, b!), d, 0)],
    ...risingInBoth,
    sample: pair,
  },
  Greater: {
    ...pointwise((a, b) => (a! > b! ? 1 : 0)),
    dtype: () => 'bool',
    gradient: () => [undefined, undefined],
    sample: pair,
  },
  Where: {
    types: ['bool', 'any', 'any'],
    ...pointwise((condition, a, b) => (condition ? a! : b!)),
    gradient: (d, _, [condition]) => [undefined, where(condition!, d, 0), where(condition!, 0, d)],
    sample: { inputs: [{ shape: [2, 3], dtype: 'bool' }, { shape: [2, 3] }, { shape: [3] }], attributes: {} },
  },
  Neg: { ...pointwise((x) => -x!), gradient: (d) => [neg(d)], linear: [0], sample: single },
  Exp: { ...pointwise((x) => Math.exp(x!)), gradient: (d, y) => [mul(d, y)], ...rising, sample: single },
  // No number for an x below 0, so that it does not rise with all x; nor does Sqrt.
  Log: { ...pointwise((x) => Math.log(x!)), gradient: (d, _, [x]) => [div(d, x!)], sample: positive },
  Sqrt: {
    ...pointwise((x) => Math.sqrt(x!)),
    gradient: (d, y) => [div(mul(d, 0.5), y)],
    sample: positive,
  },
  // (1/x)' = −y²
  Reciprocal: {
    ...pointwise((x) => 1 / x!),
    gradient: (d, y) => [neg(mul(d, mul(y, y)))],
    sample: positive,
  },
  // erf' = 2/√π · exp(−x²)
  Erf: {
    ...pointwise((x) => erf(x!)),
    gradient: (d, _, [x]) => [mul(d, mul(2 / Math.sqrt(Math.PI), exp(neg(mul(x!, x!)))))],
    ...rising,
    sample: single,
  },
  Relu: {
    ...pointwise((x) => Math.max(0, x!)),
    gradient: (d, _, [x]) => [mul(d, step(x!, 0))],
    ...rising,
    sample: single,
  },
  LeakyRelu: {
    ...pointwiseBy(
      ({ alpha }: Slope) =>
        (x) =>
          x! > 0 ? x! : alpha * x!,
    ),
    gradient: (d, _, [x], { alpha }) => [mul(d, step(x!, alpha))],
    ...risingWithSlope,
    sample: { ...single, attributes: { alpha: 0.1 } },
  },
  // ELU paper, equation (15): f(x) = x for x > 0, else α(eˣ − 1), and there f'(x) = f(x) + α
  Elu: {
    ...pointwiseBy(
      ({ alpha }: Slope) =>
        (x) =>
          x! > 0 ? x! : alpha * Math.expm1(x!),
    ),
    gradient: (d, y, [x], { alpha }) => [mul(d, step(x!, add(y, alpha)))],
    ...risingWithSlope,
    sample: { ...single, attributes: { alpha: 1.5 } },
  },
  Sigmoid: {
    ...pointwise((x) => 1 / (1 + Math.exp(-x!))),
    gradient: (d, y) => [mul(d, mul(y, sub(1, y)))],
    ...rising,
    sample: single,
  },
  Tanh: {
    ...pointwise((x) => Math.tanh(x!)),
    gradient: (d, y) => [mul(d, sub(1, mul(y, y)))],
    ...rising,
    sample: single,
  },
  Softplus: {
    ...pointwise((x) => Math.max(x!, 0) + Math.log1p(Math.exp(-Math.abs(x!)))),
    gradient: (d, _, [x]) => [mul(d, sigmoid(x!))],
    ...rising,
    sample: single,
  },
  // To whole numbers towards 0; to booleans, whether it is not 0.
  Cast: {
    types: ['any'],
    ...pointwiseBy(
      ({ to }: PointwiseSig['Cast']) =>
        (x) =>
          CASTS[to](x!),
    ),
    dtype: ({ to }) => to,
    gradient: () => [undefined],
    sample: { inputs: [{ shape: [2, 3], dtype: 'bool' }], attributes: { to: 'float32' } },
  },
};

const make = maker(POINTWISE);

export const add = (a: Operand, b: Operand): Expr => make('Add', [a, b], {});
export const sub = (a: Operand, b: Operand): Expr => make('Sub', [a, b], {});
export const mul = (a: Operand, b: Operand): Expr =>
  // The gradient of a sum starts as a product with 1; leaving that out keeps printed graphs readable.
  typeof b !== 'number' && scalarValue(lift(a)) === 1 ? b : make('Mul', [a, b], {});
export const div = (a: Operand, b: Operand): Expr => make('Div', [a, b], {});
export const max = (a: Operand, b: Operand): Expr => make('Max', [a, b], {});
export const min = (a: Operand, b: Operand): Expr => make('Min', [a, b], {});
export const greater = (a: Operand, b: Operand): Expr => make('Greater', [a, b], {});
export const where = (condition: Expr, a: Operand, b: Operand): Expr => make('Where', [condition, a, b], {});
export const neg = (x: Expr): Expr => make('Neg', [x], {});
export const exp = (x: Expr): Expr => make('Exp', [x], {});
export const log = (x: Expr): Expr => make('Log', [x], {});
export const sqrt = (x: Expr): Expr => make('Sqrt', [x], {});
export const reciprocal = (x: Expr): Expr => make('Reciprocal', [x], {});
export const erfOf = (x: Expr): Expr => make('Erf', [x], {});
export const relu = (x: Expr): Expr => make('Relu', [x], {});
export const leakyRelu = (x: Expr, alpha: number): Expr => make('LeakyRelu', [x], { alpha });
export const elu = (x: Expr, alpha: number): Expr => make('Elu', [x], { alpha });
export const sigmoid = (x: Expr): Expr => make('Sigmoid', [x], {});
export const tanh = (x: Expr): Expr => make('Tanh', [x], {});
export const softplus = (x: Expr): Expr => make('Softplus', [x], {});
export const cast = (x: Expr, to: DType): Expr => make('Cast', [x], { to });

/** 1 where x > 0, else `otherwise`: the derivative of the activations that bend at 0. */
const step = (x: Expr, otherwise: Operand): Expr => where(greater(x, 0), 1, otherwise);
