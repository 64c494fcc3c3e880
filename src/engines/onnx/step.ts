/** @file One training step as one graph: forward pass, gradients and update. */
import { input } from '../../graph/expr.ts';
import { momentumName, sgd } from '../../network/optimizers.ts';
import { checked, LOSS, type ModelSpec, type Outputs, RATE, trainingPass, WRONG } from '../graphs.ts';

/** One step of SGD on a batch, which takes the masks of dropout as inputs: the new state by name, `loss` (mean over the batch) and, where there are classes, `wrong` (fraction). */
export function trainingStep(spec: ModelSpec, batch: number): Outputs {
  const { loss, wrong, learned, state, next } = trainingPass(spec, batch);
  const velocity = (name: string) => state.get(momentumName(name))!;
  const after = new Map([...sgd(spec.optimizer, loss, input(RATE, []), learned, velocity), ...next]);
  return checked({ ...Object.fromEntries(after), [LOSS]: loss, ...(wrong && { [WRONG]: wrong }) });
}
