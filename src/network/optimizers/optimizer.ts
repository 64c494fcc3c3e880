/** @file What a row of the table of optimisers says, and the two ways in which weights decay. */
import type { Expr } from '../../graph/expr.ts';
import { add, mul, sub } from '../../graph/ops.ts';

/** A number that shapes an optimiser, such as its momentum, and between what it lies. */
export interface OptimizerNumber {
  readonly default: number;
  readonly range: { readonly from: number } & ({ readonly below: number } | { readonly to: number });
  readonly doc: string;
}
/** Something that an optimiser does where it is asked to. */
export interface OptimizerFlag {
  readonly default: false;
  readonly doc: string;
}
export type OptimizerParameter = OptimizerNumber | OptimizerFlag;
export type OptimizerParameters = Readonly<Record<string, OptimizerParameter>>;

/** What a parameter may be. */
export type ValueOf<R> = R extends OptimizerNumber ? number : boolean;
/** A value for each parameter. */
export type Values<P extends OptimizerParameters = OptimizerParameters> = {
  readonly [K in keyof P]: ValueOf<P[K]>;
};

/** Expressions by the names of a row's state. */
type Kept = Readonly<Record<string, Expr>>;

/** One learned parameter before a step. */
interface Before {
  readonly value: Expr;
  /** ∇loss, or ∇(factor · loss) where the update names a factor. */
  readonly gradient: Expr;
  /** λ of this parameter: 0 where weight decay leaves it alone. */
  readonly decay: number;
  /** What the optimiser keeps of it. */
  readonly kept: Kept;
}

/** One step of a whole network. */
export interface Update {
  /** What the loss is multiplied by before it is differentiated; absent: nothing. */
  readonly factor?: Expr;
  /** What is kept once, after the step. */
  readonly once?: Kept;
  /** A parameter after the step, and what is kept of it. */
  each(before: Before): { readonly value: Expr; readonly kept?: Kept };
}

export interface OptimizerRow<P extends OptimizerParameters = OptimizerParameters> {
  readonly summary: string;
  /** Where it was defined, and whose formula it is to the letter. */
  readonly source: string;
  readonly parameters: P;
  /** Names of what is kept of each learned parameter, in its shape, and of the numbers that are kept once; all 0 before the first step. */
  readonly state: { readonly each: readonly string[]; readonly once: readonly string[] };
  /** Whether with these values nothing is kept; absent: never. */
  isStateless?(values: Values<P>): boolean;
  /** What of values that are right one by one is wrong together: the parameter to mend, and how. */
  fault?(values: Values<P>): { readonly parameter: keyof P & string; readonly message: string } | undefined;
  /** `rate` is the scalar η. */
  update(values: Values<P>, given: { readonly rate: Expr; readonly once: Kept }): Update;
}

/** A row whose update knows its own parameters. */
export const defineOptimizer = <const P extends OptimizerParameters>(row: OptimizerRow<P>): OptimizerRow<P> =>
  row;

/** Weight decay as a parameter; `how` says what λ does. */
export const weightDecay = <D extends number>(how: string, value: D) =>
  ({
    default: value,
    range: { from: 0, to: 1_000_000 },
    doc: `${how}; on biases only with decay_biases.`,
  }) as const;

/** L2 penalty: g + λw. */
export const penalised = ({ value, gradient, decay }: Before): Expr =>
  decay > 0 ? add(gradient, mul(value, decay)) : gradient;

/** Decoupled decay: w − ηλw. */
export const shrunk = ({ value, decay }: Before, rate: Expr): Expr =>
  decay > 0 ? sub(value, mul(value, mul(rate, decay))) : value;
