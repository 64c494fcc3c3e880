/** @file A model without a Loop: one batch in, a few tensors out; for evaluation and probes. */
import { inputsOf } from '../../graph/expr.ts';
import { LABEL, X } from '../graphs.ts';
import { Constants, lower } from './lower.ts';
import { encodeModel, valueInfo } from './proto.ts';
import type { Outputs } from './rules/rule.ts';

interface BatchSpec {
  readonly outputs: Outputs;
  /** Shapes of the state; only what the outputs depend on becomes an input. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  readonly sampleShape: readonly number[];
  readonly batch: number;
}

/** The bytes of a model whose inputs are x, label and parameters by their names, as far as the outputs need them. */
export function batchModel({ outputs, shapes, sampleShape, batch }: BatchSpec): Uint8Array {
  const constants = new Constants('c');
  const node = lower(outputs, constants);
  const used = new Set(inputsOf(Object.values(outputs)).map((x) => x.attributes.name));
  return encodeModel({
    name: 'batch',
    node,
    initializer: constants.tensors,
    input: [
      ...(used.has(X) ? [valueInfo(X, [batch, ...sampleShape])] : []),
      ...(used.has(LABEL) ? [valueInfo(LABEL, [batch], 'int64')] : []),
      ...[...shapes].filter(([name]) => used.has(name)).map(([name, shape]) => valueInfo(name, shape)),
    ],
    output: Object.entries(outputs).map(([name, value]) => valueInfo(name, value.shape)),
  });
}
