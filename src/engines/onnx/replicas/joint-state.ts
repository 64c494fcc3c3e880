/** @file The state of several runs, stacked: put together, taken apart, and views of one run's. */
import type { HostTensor, State } from '../../trainer.ts';
import { floats, type ort } from '../session.ts';

/** The part of a stacked tensor that belongs to the run at a place, over the same memory. */
function at({ shape: [runs, ...shape], data }: HostTensor, place: number): HostTensor {
  const length = data.length / runs!;
  return { shape, data: data.subarray(place * length, (place + 1) * length) };
}

/** The state of one run, copied. */
export const stateAt = (whole: State, place: number): State =>
  new Map(
    [...whole].map(([name, stacked]): [string, HostTensor] => {
      const { shape, data } = at(stacked, place);
      return [name, { shape, data: data.slice() }];
    }),
  );

/** Tensors of one run over the memory of all. */
export const viewAt = (whole: State, place: number): ReadonlyMap<string, ort.Tensor> =>
  new Map(
    [...whole].map(([name, stacked]) => {
      const { shape, data } = at(stacked, place);
      return [name, floats(data, shape)];
    }),
  );

/** The state of all with those of some runs, by their places, put into it; what one of these does not have is zero, as at a fresh start. */
export function withStates(whole: State, states: ReadonlyMap<number, State>): State {
  const next = new Map([...whole].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]));
  for (const [place, state] of states)
    for (const [name, stacked] of next) {
      const { data } = at(stacked, place);
      const given = state.get(name);
      if (given) data.set(given.data);
      else data.fill(0);
    }
  return next;
}
