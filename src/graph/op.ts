/** @file What a row of the ops table says. */
import type { BatchingRule } from './batching.ts';
import type { DType, Expr, NodeName, Shape, Signatures } from './expr.ts';
import type { Tensor } from './reference.ts';

/** One operand of a sample: uniform random numbers in [low, high), or class indices below `high`. */
export interface SampleInput {
  readonly shape: Shape;
  readonly dtype?: DType;
  readonly low?: number;
  readonly high?: number;
}

/** What rewrites may rely on; an op that says nothing is left as it is. */
export interface Traits<A> {
  /** Treats every element alike, so that it commutes with any rearrangement of its operands. */
  readonly pointwise?: true;
  /** Has every element of its operand once, in another order or shape. */
  readonly rearranges?: true;
  /** Operands, by number, in which a pointwise op never falls while they rise, whatever the others are. */
  increasing?(attributes: A): readonly number[];
  /** It rises wherever such an operand does; without this it may be flat, and make ties of different numbers. */
  readonly strictly?: true;
  /** Operands, by number, each of which a pointwise op is linear in. */
  readonly linear?: readonly number[];
}

/** One row of the table, for an op with attributes A. */
export interface OpDef<A> extends Traits<A> {
  /**
   * Shape of the result.
   * @throws Error where operands or attributes do not fit, or mean what the op can't.
   */
  shape(inputs: readonly Expr[], attributes: A): Shape;
  /** Element types of the operands, by default all float32; `any` is one of any type, and several of that are of one. */
  readonly types?: readonly (DType | 'any')[];
  /** Whether it takes any number of operands from one on; else as many as its sample has. */
  readonly variadic?: boolean;
  /** Element type of the result, by default that of an operand that may be of any, else float32. */
  dtype?(attributes: A): DType;
  /** The meaning, in double precision. */
  reference(inputs: readonly Tensor[], attributes: A): Tensor;
  /**
   * Gradients of a scalar with respect to the inputs, given `d`, its gradient with respect to the result `y`. An input that stretched
   * may get the stretched gradient: the walker sums it back. undefined: no gradient flows there.
   */
  gradient(d: Expr, y: Expr, inputs: readonly Expr[], attributes: A): readonly (Expr | undefined)[];
  /**
   * The same in other ops, for an op that is none of ONNX's: what stands in its place where no rewrite rule of an engine has taken the node.
   * So rules see one node, and the plain way stays their oracle.
   */
  lowering?(inputs: readonly Expr[], attributes: A): Expr;
  /** How it is computed for several runs at once. */
  readonly batching: BatchingRule<A>;
  /** Multiplications and additions, counted directly (no Winograd or the like); absent: it passes over memory, which counts as none. */
  flops?(inputs: readonly Expr[], y: Shape): number;
  /** What the reference page calls the operands, where x, or a and b, would mislead. */
  readonly operands?: readonly string[];
  readonly sample: { readonly inputs: readonly SampleInput[]; readonly attributes: A };
}

/** The rows of some ops; one that is missing or not among them does not compile. */
export type Rows<N extends NodeName> = { readonly [K in N]: OpDef<Signatures[K]> };
