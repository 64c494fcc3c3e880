/** @file What a row of the ops table says. */
import type { DType, Expr, Shape } from './expr.ts';
import type { Tensor } from './reference.ts';

/** How a node looks in ONNX, where it is not simply the op's name with its inputs. */
export interface OnnxForm {
  readonly floats?: Readonly<Record<string, number>>;
  readonly ints?: Readonly<Record<string, number | readonly number[]>>;
  /** Further inputs, all constant, after the node's own; undefined leaves an optional one out. */
  readonly constants?: readonly (OnnxConstant | undefined)[];
}
interface OnnxConstant {
  readonly dtype: 'int64' | 'float32';
  readonly shape: Shape;
  readonly values: readonly number[];
}

/** One operand of a sample: uniform random numbers in [low, high), or class indices below `high`. */
export interface SampleInput {
  readonly shape: Shape;
  readonly dtype?: DType;
  readonly low?: number;
  readonly high?: number;
}

/** One row of the table, for an op with attributes A. */
export interface OpDef<A> {
  /** Shape of the result; throws where operands or attributes do not fit, or mean what the op can't. */
  shape(inputs: readonly Expr[], attributes: A): Shape;
  /** Element types of the operands, by default all float32; `any` is one of any type, and several of that are of one. */
  readonly types?: readonly (DType | 'any')[];
  /** Whether it takes any number of operands from one on; else as many as its sample has. */
  readonly variadic?: boolean;
  /** Element type of the result, by default that of an operand that may be of any, else float32. */
  readonly dtype?: (attributes: A) => DType;
  /** The meaning, in double precision. */
  reference(inputs: readonly Tensor[], attributes: A): Tensor;
  /**
   * Gradients of a scalar with respect to the inputs, given `d`, its gradient with respect to the result `y`. An input that stretched
   * may get the stretched gradient: the walker sums it back. undefined: no gradient flows there.
   */
  gradient(d: Expr, y: Expr, inputs: readonly Expr[], attributes: A): readonly (Expr | undefined)[];
  readonly onnx?: (attributes: A, y: Expr) => OnnxForm;
  /**
   * The same in other ops, for an op that is none of ONNX's or that onnxruntime computes badly: what stands in its place where no rewrite
   * rule of the engine has taken the node. So rules see one node, and the plain way stays their oracle.
   */
  readonly lowering?: (inputs: readonly Expr[], attributes: A) => Expr;
  /** What the reference page calls the operands, where x, or a and b, would mislead. */
  readonly operands?: readonly string[];
  readonly sample: { readonly inputs: readonly SampleInput[]; readonly attributes: A };
}
