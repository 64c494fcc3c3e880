/** @file One training step: TensorFlow.js computes the loss, differentiates it, and SGD makes the next state of the gradients. */
import type { OptimizerSpec } from '../../network/optimizers.ts';
import { momentumName } from '../../network/optimizers.ts';
import { LOSS, type ModelSpec, trainingPass, WRONG } from '../graphs.ts';
import { program } from './interpret.ts';
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

export function trainingStep(tf: Tf, spec: ModelSpec, batch: number): Step {
  const { loss, wrong, learned, next } = trainingPass(spec, batch);
  const pass = program({
    [LOSS]: loss,
    ...(wrong && { [WRONG]: wrong }),
    ...Object.fromEntries([...next].map(([name, value]) => [nextOf(name), value])),
  });
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
      return Object.fromEntries(
        learned.flatMap(({ name, decays }, i) =>
          updated(tf, spec.optimizer, { name, decays, gradient: grads[i]!, rate }, state),
        ),
      );
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

/** SGD as network/optimizers.ts defines it: g = ∇loss + λw, v ← μv + g, w ← w − ηv; without momentum w ← w − ηg. */
function updated(
  tf: Tf,
  { momentum, weightDecay }: OptimizerSpec,
  of: { readonly name: string; readonly decays: boolean; readonly gradient: Tensor; readonly rate: number },
  state: Tensors,
): (readonly [string, Tensor])[] {
  const { name, decays, gradient, rate } = of;
  const w = state.get(name)!;
  const g = decays && weightDecay > 0 ? tf.add(gradient, tf.mul(w, weightDecay)) : gradient;
  if (momentum === 0) return [[name, tf.sub(w, tf.mul(g, rate))]];
  const v = tf.add(tf.mul(state.get(momentumName(name))!, momentum), g);
  return [
    [name, tf.sub(w, tf.mul(v, rate))],
    [momentumName(name), v],
  ];
}
