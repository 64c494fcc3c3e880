/** @file One training step as one graph: forward pass, gradients and update. */
import { input } from '../../graph/expr.ts';
import { gradients } from '../../graph/grad.ts';
import { mul } from '../../graph/ops.ts';
import { updates } from '../../network/update.ts';
import { checked, LOSS, type ModelSpec, type Outputs, RATE, trainingPass, WRONG } from '../graphs.ts';

/** One step of the optimiser on a batch, which takes the masks of dropout as inputs: the new state by name, `loss` (mean over the batch) and, where there are classes, `wrong` (fraction). */
export function trainingStep(spec: ModelSpec, batch: number): Outputs {
  const { loss, wrong, learned, state, next } = trainingPass(spec, batch);
  const after = updates(spec.optimizer, {
    rate: input(RATE, []),
    learned,
    kept: (name) => state.get(name)!,
    gradients: (factor) =>
      gradients(
        factor ? mul(loss, factor) : loss,
        learned.map(({ value }) => value),
      ),
  });
  return checked({
    ...Object.fromEntries([...after, ...next]),
    [LOSS]: loss,
    ...(wrong && { [WRONG]: wrong }),
  });
}
