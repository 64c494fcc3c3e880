/**
 * @file Training steps as an ONNX model, one after the other: the state before them in, the state after them out. Losses and errors go along with
 * the state, as the last of a row of recent ones, so that nobody must wait for the device after a step to learn them.
 */
import { reshape } from '../../../graph/ops.ts';
import { LOSS, type Outputs, WRONG } from '../../graphs.ts';
import { graphOf } from '../graph-model.ts';
import type { ModelPart } from '../model-part.ts';
import { nodes } from '../nodes.ts';
import { encodeModel, valueInfo } from '../proto.ts';
import { at, unroll } from './unroll.ts';

/** Steps whose losses a row holds: the device is waited for once in so many. */
export const RECENT = 64;

/** The row of a result, as the state's tensors are named. */
export const recent = (result: string): string => `recent/${result}`;
/** The output that is the next step's input of a name. */
export const next = (name: string): string => `next/${name}`;

/** What a step computes beside the state. */
export const resultsOf = (step: Outputs): string[] => [LOSS, WRONG].filter((name) => name in step);

interface Steps {
  /** One step, its rules applied. */
  readonly step: Outputs;
  /** What gives Inputs of every step. */
  readonly parts: readonly ModelPart[];
  readonly runs: readonly number[];
  /** How many there are, at most RECENT. */
  readonly times: number;
}

/** The bytes of a model of some steps. */
export function stepwiseModel({ step, parts, runs, times }: Steps): Uint8Array {
  const results = resultsOf(step);
  const state = Object.keys(step).filter((name) => !results.includes(name));
  const one = graphOf(
    'steps',
    {
      ...Object.fromEntries(state.map((name) => [next(name), step[name]!])),
      ...Object.fromEntries(results.map((name) => [name, reshape(step[name]!, [1, ...runs])])),
    },
    parts,
  );
  const all = unroll(one, {
    times,
    state: new Map(state.map((name) => [name, next(name)])),
    same: new Set(parts.flatMap(({ kept }) => kept.map(({ name }) => name))),
  });
  const shift = nodes('shift');
  for (const name of results) {
    const bounds = [[times], [RECENT], [0]].map((values) => shift.constant('int64', [1], values));
    const later = shift.add('Slice', [recent(name), ...bounds]);
    const latest = Array.from({ length: times }, (_, time) => at(time, name));
    shift.add('Concat', [later, ...latest], { axis: 0 }, next(recent(name)));
  }
  const rows = (called: (name: string) => string) =>
    results.map((name) => valueInfo(called(name), [RECENT, ...runs]));
  return encodeModel({
    ...all,
    node: [...all.node, ...shift.written],
    initializer: [...all.initializer, ...shift.constants],
    input: [...all.input, ...rows(recent)],
    output: [...all.output, ...rows((name) => next(recent(name)))],
  });
}
