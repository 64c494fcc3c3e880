/** @file From expressions to ONNX nodes: one node an expression, names as they come, equal constants once. */
import { type Expr, is, topological } from '../../graph/expr.ts';
import { isOp } from '../../graph/ops.ts';
import type { Outputs } from '../graphs.ts';
import { expandLowerings } from './expand.ts';
import { formOf, type OnnxForm } from './forms.ts';
import { ENGINE_OPS, type EngineOp, isEngineOp } from './ops.ts';
import { type AttributeProto, ELEMENT, type NodeProto, type TensorProto } from './proto.ts';

const ARRAYS = {
  float32: (values: ArrayLike<number>) => Float32Array.from(values),
  int32: (values: ArrayLike<number>) => Int32Array.from(values),
  int64: (values: ArrayLike<number>) => BigInt64Array.from(Array.from(values, BigInt)),
} as const;

/** Constants under generated names, each value once. */
export class Constants {
  readonly #known = new Map<string, TensorProto>();
  /** Prefix of the names, so that a graph inside another does not hide the outer one's. */
  readonly #prefix: string;
  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** Name of the constant with these values; those apart are not joined with others. */
  name(
    dtype: keyof typeof ARRAYS,
    shape: readonly number[],
    values: ArrayLike<number>,
    apart = false,
  ): string {
    const array = ARRAYS[dtype](values);
    const rawData = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    const key = `${dtype}${apart ? ' apart' : ''}[${shape.join()}]${Buffer.from(rawData).toString('base64')}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known.name;
    const name = `${this.#prefix}${this.#known.size}`;
    this.#known.set(key, { name, dims: shape, dataType: ELEMENT[dtype], rawData });
    return name;
  }

  get tensors(): readonly TensorProto[] {
    return [...this.#known.values()];
  }
}

function attributesOf(ints: OnnxForm['ints'] = {}, floats: OnnxForm['floats'] = {}): AttributeProto[] {
  const whole = Object.entries(ints).map(
    ([name, value]): AttributeProto =>
      typeof value === 'number' ? { name, type: 2, i: value } : { name, type: 7, ints: value },
  );
  return [...whole, ...Object.entries(floats).map(([name, f]): AttributeProto => ({ name, type: 1, f }))];
}

/** What of ONNX a node is. */
interface OnnxNode {
  readonly opType: string;
  readonly domain?: string;
  readonly form: OnnxForm;
}

function onnxNode(node: Expr): OnnxNode {
  if (isEngineOp(node)) return engineNode(node);
  if (isOp(node)) return { opType: node.op, form: formOf(node.op, node.attributes) };
  throw new Error(`${node.op}: neither an op of the graph nor of this engine`);
}

function engineNode<K extends EngineOp>({ op, attributes }: Expr<K>): OnnxNode {
  const { onnxName, domain, form } = ENGINE_OPS[op];
  return { opType: onnxName, ...(domain !== undefined && { domain }), form: form(attributes) };
}

/** The ONNX node of an op, under the name of its result. */
function nodeProto(
  { opType, domain, form }: OnnxNode,
  inputs: readonly string[],
  name: string,
  constants: Constants,
): NodeProto {
  const extra =
    form.constants?.map((c) => (c === undefined ? '' : constants.name(c.dtype, c.shape, c.values))) ?? [];
  return {
    opType,
    ...(domain !== undefined && { domain }),
    name,
    input: [...inputs, ...extra],
    output: [name],
    attribute: attributesOf(form.ints, form.floats),
  };
}

/** ONNX nodes that compute what is given under their keys' names; Inputs are referred to by their own names. */
export function lower(given: Outputs, constants: Constants): NodeProto[] {
  const outputs = expandLowerings(given);
  const names = new Map<Expr, string>();
  const nodes: NodeProto[] = [];
  const taken = new Map<Expr, string>();
  for (const [name, node] of Object.entries(outputs))
    if (node.inputs.length > 0 && !taken.has(node)) taken.set(node, name);

  for (const node of topological(Object.values(outputs))) {
    if (is(node, 'Input')) names.set(node, node.attributes.name);
    else if (is(node, 'Constant')) {
      const { values, apart } = node.attributes;
      names.set(node, constants.name('float32', node.shape, values, apart));
    } else {
      const made = onnxNode(node);
      const name = taken.get(node) ?? `${made.opType}_${nodes.length}`;
      names.set(node, name);
      const inputs = node.inputs.map((x) => names.get(x)!);
      nodes.push(nodeProto(made, inputs, name, constants));
    }
  }
  for (const [name, node] of Object.entries(outputs)) {
    const from = names.get(node)!;
    if (from !== name) nodes.push({ opType: 'Identity', name, input: [from], output: [name] });
  }
  return nodes;
}
