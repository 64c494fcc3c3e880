/**
 * @file Step program: one step a call, for devices that have no Loop. The state stays where the device keeps it, what a step gives being what the
 * next one takes; samples are gathered on the host, so that no data set need fit the device.
 */

import { maskShape, spreadMask } from '../../../network/dropout.ts';
import { size } from '../../../shape.ts';
import { LABEL, LOSS, RATE, WRONG, X } from '../../graphs.ts';
import { preparedFor } from '../../prepared.ts';
import type { Prepared, StepResults } from '../../trainer.ts';
import { compileGraph } from '../compile.ts';
import type { OpenProgram, StepProgram, StepSpec } from '../device.ts';
import { largestTensor } from '../rules/rule.ts';
import { booleans, floats, type ort } from '../session.ts';
import { type Samples, samplesOf } from '../split.ts';
import { openDownload } from './download.ts';
import { fresh, hold, type Shapes, type Tensors } from './state.ts';
import { next, RECENT, recent, resultsOf, stepwiseGraph } from './stepwise-model.ts';

/** The program of a device that keeps the state in memory of this kind. */
export const stepwise =
  (memory: ort.Tensor.DataLocation): OpenProgram =>
  (spec) =>
    openStepwise(spec, memory);

async function openStepwise(spec: StepSpec, memory: ort.Tensor.DataLocation): Promise<StepProgram> {
  const { step, state: shapes, device, threads, batch } = spec;
  const samples = samplesOf(spec.samples, spec.sampleShape);
  const results = resultsOf(step);
  const rows: Shapes = new Map(results.map((name) => [recent(name), [RECENT]]));
  const all: Shapes = new Map([...shapes, ...rows]);
  const largest = largestTensor(step);
  const session = await compileGraph('step', stepwiseGraph(step), {
    device,
    threads,
    largest,
    outputs: memory,
  });
  const [states, losses] = [await openDownload(spec, shapes), await openDownload(spec, rows)];
  const held = hold(fresh(all));

  const take = async (inputs: Tensors): Promise<void> => {
    const feeds = new Map([...held.tensors(), ...inputs]);
    const after = await session.run(
      Object.fromEntries(session.inputNames.map((name) => [name, feeds.get(name)!])),
    );
    held.replace(new Map([...all.keys()].map((name) => [name, after[next(name)]!])));
  };

  return {
    state: held.tensors,

    async train(order, rates, prepared = { masks: new Map() }): Promise<StepResults> {
      const steps = rates.length;
      const series = new Map(results.map((name) => [name, new Float64Array(steps)]));
      for (const [k, rate] of rates.entries()) {
        const chosen = order.subarray(k * batch, (k + 1) * batch);
        await take(
          await inputsOf(spec, samples, { chosen, rate, prepared: preparedFor(prepared, k, steps) }),
        );
        const unread = (k % RECENT) + 1;
        if (unread < RECENT && k + 1 < steps) continue;
        const read = await losses.read(held.tensors());
        for (const [name, numbers] of series)
          numbers.set(read.get(recent(name))!.subarray(-unread), k + 1 - unread);
      }
      const error = series.get(WRONG);
      return { loss: series.get(LOSS)!, ...(error && { error }) };
    },

    async read() {
      const read = await states.read(held.tensors());
      return new Map([...shapes].map(([name, shape]) => [name, { shape, data: read.get(name)! }]));
    },

    async write(given) {
      held.replace(fresh(all, given));
    },

    async close() {
      held.free();
      await Promise.all([session.release(), states.close(), losses.close()]);
    },
  };
}

/** What a step takes beside the state. */
async function inputsOf(
  { givenBatches, labels, masks, batch, sampleShape }: StepSpec,
  samples: Samples,
  of: { readonly chosen: Int32Array; readonly rate: number; readonly prepared: Prepared },
): Promise<Tensors> {
  const { chosen, rate, prepared } = of;
  const images = givenBatches
    ? floats(prepared.images!, [batch, ...sampleShape])
    : await samples.imagesAt(chosen);
  return new Map([
    [X, images],
    ...(labels ? [[LABEL, samples.labelsAt(chosen)] as const] : []),
    [RATE, floats(Float32Array.of(rate), [])],
    ...masks.map(({ name, shape }) => {
      const bytes = spreadMask(prepared.masks.get(name)!, batch * size(shape));
      return [name, booleans(bytes, maskShape(shape, batch))] as const;
    }),
  ]);
}
