/**
 * @file Step program for devices that have no Loop: some steps a call, one after the other. The state stays where the device keeps it, what a call
 * gives being what the next one takes, and so do the images of the data set, where there is room for them; else batches are sent.
 */
import { topological } from '../../../graph/expr.ts';
import { size } from '../../../shape.ts';
import { LOSS, WRONG } from '../../graphs.ts';
import { preparedFor } from '../../prepared.ts';
import type { StepResults } from '../../trainer.ts';
import { inOpsOf } from '../compile.ts';
import type { StepProgram, StepSpec } from '../device.ts';
import { largestTensor } from '../rules/rule.ts';
import { createSession, type ort } from '../session.ts';
import { openDownload } from './download.ts';
import { fresh, hold, type Shapes } from './state.ts';
import { stepFeeds } from './step-feeds.ts';
import { next, RECENT, recent, resultsOf, stepwiseModel } from './stepwise-model.ts';
import { at } from './unroll.ts';

/** Nodes of a call, about: a step of few nodes waits for the host, so several go into one. */
const NODES = 1024;
const MOST_STEPS = 8;

export async function openStepwise(spec: StepSpec): Promise<StepProgram> {
  const { state: shapes, device, threads, batch, runs } = spec;
  const each = size(runs);
  const step = await inOpsOf(device, spec.step);
  const results = resultsOf(step);
  const rows: Shapes = new Map(results.map((name) => [recent(name), [RECENT, ...runs]]));
  const all: Shapes = new Map([...shapes, ...rows]);
  const feeds = await stepFeeds(spec);
  const [states, losses] = [await openDownload(spec, shapes), await openDownload(spec, rows)];
  const held = hold(fresh(all));
  const nodes = topological(Object.values(step)).length;
  const together = Math.max(1, Math.min(MOST_STEPS, Math.floor(NODES / nodes)));

  const sessions = new Map<number, ort.InferenceSession>();
  const compiled = async (times: number): Promise<ort.InferenceSession> => {
    const known = sessions.get(times);
    if (known) return known;
    const model = stepwiseModel({ step, parts: feeds.parts, runs, times });
    const largest = largestTensor(step);
    const made = await createSession(model, { device, threads, largest, stay: true });
    sessions.set(times, made);
    return made;
  };

  return {
    state: held.tensors,
    makesBatches: feeds.makesBatches,

    async train(order, rates, prepared = { masks: new Map() }): Promise<StepResults> {
      const steps = rates.length / each;
      const series = new Map(results.map((name) => [name, new Float64Array(rates.length)]));
      let unread = 0;
      for (let k = 0, times = 0; k < steps; k += times) {
        times = k + together <= steps ? together : 1;
        const session = await compiled(times);
        const taken = new Map([...held.tensors(), ...feeds.kept]);
        for (let time = 0; time < times; time++) {
          const one = {
            chosen: order.subarray((k + time) * batch, (k + time + 1) * batch),
            rates: rates.subarray((k + time) * each, (k + time + 1) * each),
            prepared: preparedFor(prepared, k + time, steps),
          };
          for (const [name, tensor] of await feeds.of(one)) taken.set(at(time, name), tensor);
        }
        const after = await session.run(
          Object.fromEntries(session.inputNames.map((name) => [name, taken.get(name)!])),
        );
        held.replace(new Map([...all.keys()].map((name) => [name, after[next(name)]!])));
        unread += times;
        if (unread + together <= RECENT && k + times < steps) continue;
        const read = await losses.read(held.tensors());
        for (const [name, numbers] of series)
          numbers.set(read.get(recent(name))!.subarray(-unread * each), (k + times - unread) * each);
        unread = 0;
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
      for (const session of sessions.values()) await session.release();
      await states.close();
      await losses.close();
    },
  };
}
