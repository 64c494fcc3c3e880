/** @file Page of the graph's ops: attributes, gradients, and how each looks in ONNX. */

import { formOf, loweringOf } from '../engines/onnx/forms.ts';
import { ENGINE_OPS } from '../engines/onnx/ops.ts';
import { type Expr, input, is, type Signatures, size, topological } from '../graph/expr.ts';
import { make, OPS, type OpName, opNames } from '../graph/ops.ts';
import { formula, valueText } from './formula.ts';
import { code, codes, page, table } from './markdown.ts';

/** Names that operands go by in the gradients, by their number. */
const OPERANDS = [[], ['x'], ['a', 'b'], ['c', 'a', 'b']] as const;

function opRow<K extends OpName>(name: K): string[] {
  const { sample, operands } = OPS[name];
  const names = operands ?? OPERANDS[sample.inputs.length]!;
  return [
    code(`${name}(${names.join(', ')})`),
    attributesText(sample.attributes),
    gradientText(name, names),
    loweringOf(name) ? 'other ops take its place' : onnxText(name, sample.attributes),
  ];
}

const attributesText = <K extends OpName>(attributes: Signatures[K]): string =>
  codes(Object.entries(attributes).map(([key, value]) => `${key}=${valueText(value)}`));

/** The gradient with respect to each operand that has one, in ops again. */
function gradientText<K extends OpName>(name: K, names: readonly string[]): string {
  const { inputs, attributes } = OPS[name].sample;
  const operands = inputs.map(({ shape, dtype }, i) => input(names[i]!, shape, dtype));
  const { shape } = make(name, operands, attributes);
  const gradients = OPS[name].gradient(input('d', shape), input('y', shape), operands, attributes);
  const told = gradients.flatMap((gradient, i) => (gradient ? `${names[i]}: ${short(gradient)}` : []));
  return told.length === 0 ? 'no' : `yes. ${told.join('; ')}`;
}

/** Longer than this nobody reads it in a table. */
const MOST = 200;

function short(gradient: Expr): string {
  const nodes = topological([gradient]).filter((node) => node.inputs.length > 0);
  const constants = topological([gradient]).every((node) => !is(node, 'Constant') || size(node.shape) === 1);
  const text = constants && nodes.length < 12 ? formula(gradient) : undefined;
  return text !== undefined && text.length <= MOST ? code(text) : `${nodes.length} ops`;
}

/** ONNX's name, with the attributes and constant inputs that the node gets. */
function onnxText<K extends OpName>(name: K, sample: Signatures[K]): string {
  const { ints = {}, floats = {}, constants = [] } = formOf(name, sample);
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
    table(
      ['op', 'attributes', 'gradient', 'in ONNX'],
      opNames.map((name) => opRow(name)),
    ),
    '## Only in the engine `onnx`',
    'Brought in by [rewrite rules](rules.md), after differentiation, so without gradients.',
    table(
      ['op', 'in ONNX'],
      Object.entries(ENGINE_OPS).map(([name, { onnxName }]) => [code(name), code(onnxName)]),
    ),
  );
