/**
 * @file One training step as a graph: the state before it in, the state after it out. Loss and errors go along with the state, as the last
 * of a row of recent ones, so that nobody must wait for the device after a step to learn them.
 */
import { type Expr, input } from '../../../graph/expr.ts';
import { concat, reshape, slice } from '../../../graph/ops.ts';
import { LOSS, type Outputs, WRONG } from '../../graphs.ts';

/** Steps whose losses a row holds: the device is waited for once in so many. */
export const RECENT = 64;

/** The row of a result, as the state's tensors are named. */
export const recent = (result: string): string => `recent/${result}`;
/** The output that is the next step's input of a name. */
export const next = (name: string): string => `next/${name}`;

/** What a step computes beside the state. */
export const resultsOf = (step: Outputs): string[] => [LOSS, WRONG].filter((name) => name in step);

/** A step whose rules are applied, from the state before it to that after it. */
export function stepwiseGraph(step: Outputs): Outputs {
  const results = resultsOf(step);
  const state = Object.entries(step).filter(([name]) => !results.includes(name));
  const rows = results.map((name) => [recent(name), shifted(recent(name), step[name]!)] as const);
  return Object.fromEntries([...state, ...rows].map(([name, value]) => [next(name), value]));
}

/** The row without its first number, and a new one at its end. */
function shifted(row: string, value: Expr): Expr {
  const later = slice(input(row, [RECENT]), { axes: [0], starts: [1], ends: [RECENT], steps: [1] });
  return concat([later, reshape(value, [1])], 0);
}
