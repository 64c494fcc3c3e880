/** @file One training step: TensorFlow.js computes the loss and differentiates it, and the optimiser's graph makes the next state of the gradients. */
import { input } from '../../graph/expr.ts';
import { mul } from '../../graph/ops.ts';
import { updates } from '../../network/update.ts';
import { LOSS, type ModelSpec, RATE, type TrainingPass, trainingPass, WRONG } from '../graphs.ts';
import { type Program, program } from './interpret.ts';
import type { Tensor, Tf } from './tf.ts';

export type Tensors = ReadonlyMap<string, Tensor>;

/** What a step gives; all its tensors are the caller's to dispose of. */
export interface Stepped {
  readonly state: Tensors;
  readonly loss: Tensor;
  readonly wrong?: Tensor;
}

/** A step from the state, what it takes beside it (the batch and the masks, by name) and the learning rate. */
export type Step = (state: Tensors, given: Tensors, rate: number) => Stepped;

/** Name among a pass's results of what a running statistic is after it. */
const nextOf = (name: string): string => `next/${name}`;
/** Name among an update's inputs of a parameter's gradient. */
const gradientOf = (name: string): string => `gradient/${name}`;

export function trainingStep(tf: Tf, spec: ModelSpec, batch: number): Step {
  const start = trainingPass(spec, batch);
  const { loss, wrong, learned, next } = start;
  const pass = program({
    [LOSS]: loss,
    ...(wrong && { [WRONG]: wrong }),
    ...Object.fromEntries([...next].map(([name, value]) => [nextOf(name), value])),
  });
  const update = updateProgram(spec, start);
  return (state, given, rate) => {
    const side = new Map<string, Tensor>();
    const after = tf.tidy(() => {
      const { grads } = tf.valueAndGrads((...values) => {
        const feeds = new Map([
          ...state,
          ...given,
          ...learned.map(({ name }, i) => [name, values[i]!] as const),
        ]);
        const results = pass(tf, feeds);
        // What is kept outlives the tidy of the differentiation and the one around it.
        for (const [name, value] of Object.entries(results)) side.set(name, tf.keep(value.clone()));
        return results[LOSS]!;
      })(learned.map(({ name }) => state.get(name)!));
      const gradients = learned.map(({ name }, i) => [gradientOf(name), grads[i]!] as const);
      return update(tf, new Map([...state, ...gradients, [RATE, tf.scalar(rate)]]));
    });
    const ahead = (name: string): Tensor => after[name] ?? side.get(nextOf(name)) ?? state.get(name)!;
    const wrongs = side.get(WRONG);
    return {
      state: new Map([...state.keys()].map((name) => [name, ahead(name)])),
      loss: side.get(LOSS)!,
      ...(wrongs && { wrong: wrongs }),
    };
  };
}

/** What the optimiser makes of the state and of gradients that TensorFlow.js has computed. */
const updateProgram = ({ optimizer }: ModelSpec, { learned, state }: TrainingPass): Program =>
  program(
    Object.fromEntries(
      updates(optimizer, {
        rate: input(RATE, []),
        learned,
        kept: (name) => state.get(name)!,
        gradients: (factor) =>
          learned.map(({ name, value }) => {
            const gradient = input(gradientOf(name), value.shape);
            return factor ? mul(gradient, factor) : gradient;
          }),
      }),
    ),
    true,
  );
