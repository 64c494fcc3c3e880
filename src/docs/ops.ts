/** @file Page of the graph's ops: attributes, gradients, and how each looks in ONNX. */
import { ENGINE_OPS } from '../engines/onnx/ops.ts';
import { type Attributes, type Expr, input, size, topological } from '../graph/expr.ts';
import type { OnnxForm, OpDef } from '../graph/op.ts';
import { make, OPS, type OpName } from '../graph/ops.ts';
import { formula, valueText } from './formula.ts';
import { code, codes, page, table } from './markdown.ts';

/** Names that operands go by in the gradients, by their number. */
const OPERANDS = [[], ['x'], ['a', 'b'], ['c', 'a', 'b']] as const;

type AnyOp = OpDef<Attributes>;

function opRow(name: OpName): string[] {
  const row = OPS[name] as AnyOp;
  const { inputs, attributes } = row.sample;
  const names = row.operands ?? OPERANDS[inputs.length]!;
  const operands = inputs.map(({ shape, dtype }, i) => input(names[i]!, shape, dtype));
  const y = make(name, operands, attributes as never);
  return [
    code(`${name}(${names.join(', ')})`),
    attributesText(attributes),
    gradientText(row, names, operands, y, attributes),
    row.lowering ? 'none: other ops take its place' : onnxText(name, row.onnx?.(attributes, y)),
  ];
}

const attributesText = (attributes: Attributes): string =>
  codes(Object.entries(attributes).map(([key, value]) => `${key}=${valueText(value)}`));

/** The gradient with respect to each operand that has one, in ops again. */
function gradientText(
  row: AnyOp,
  names: readonly string[],
  operands: readonly Expr[],
  y: Expr,
  attributes: Attributes,
): string {
  const gradients = row.gradient(input('d', y.shape), input('y', y.shape), operands, attributes);
  const told = gradients.flatMap((gradient, i) => (gradient ? `${names[i]}: ${short(gradient)}` : []));
  return told.length === 0 ? 'no' : `yes. ${told.join('; ')}`;
}

/** Longer than this nobody reads it in a table. */
const MOST = 200;

const short = (gradient: Expr): string => {
  const nodes = topological([gradient]).filter((node) => node.inputs.length > 0);
  const constants = topological([gradient]).every((node) => node.op !== 'Constant' || size(node.shape) === 1);
  const text = constants && nodes.length < 12 ? formula(gradient) : undefined;
  return text !== undefined && text.length <= MOST ? code(text) : `${nodes.length} ops`;
};

/** ONNX's name, with the attributes and constant inputs that the node gets. */
function onnxText(name: string, { ints = {}, floats = {}, constants = [] }: OnnxForm = {}): string {
  const attributes = Object.keys({ ...ints, ...floats });
  const inputs = constants.flatMap((constant) =>
    constant ? `${constant.dtype} ${valueText(constant.values)}` : [],
  );
  return [
    code(name),
    ...(attributes.length > 0 ? [`with ${codes(attributes)}`] : []),
    ...(inputs.length > 0 ? [`constant input ${codes(inputs)}`] : []),
  ].join(', ');
}

/** All ops, and those that only rewrite rules bring in. */
export const opsPage = (): string =>
  page(
    'Ops of the graph',
    'Networks, losses and optimisers are written in these ops, which bear the names and meanings of ONNX ops. Gradients are ops again: `d` is the ' +
      'gradient with respect to the result `y`; one that is larger than its operand is summed back by the walker in `src/graph/grad.ts`. ' +
      'Attributes are shown with the values of the sample on which tests check the row against finite differences and against the engine.',
    table(['op', 'attributes', 'gradient', 'in ONNX'], (Object.keys(OPS) as OpName[]).map(opRow)),
    '## Only in the engine `onnx`',
    'Brought in by [rewrite rules](rules.md), after differentiation, so without gradients.',
    table(
      ['op', 'in ONNX'],
      Object.entries(ENGINE_OPS).map(([name, { onnxName }]) => [code(name), code(onnxName)]),
    ),
  );
