/**
 * @file Tries a device on small convolutions and poolings, against the same in double precision: what it computes wrong is known neither by a
 * version nor by a driver's name.
 */
import { runError } from '../../../errors.ts';
import { evaluate } from '../../../graph/evaluate.ts';
import { inputsOf } from '../../../graph/expr.ts';
import { sampleFeeds } from '../../../graph/samples.ts';
import type { Device } from '../device.ts';
import { graphModel } from '../graph-model.ts';
import { createSession, floats } from '../session.ts';
import type { Geometry } from './convolutions.ts';
import { TRIALS, type Trial } from './trials.ts';

/** Far above what rounding leaves of sums of some dozen products, far below what a missing one does. */
const TOLERANCE = 1e-4;

const direct = (i: number): string => `direct ${i}`;
const instead = (i: number): string => `instead ${i}`;

/**
 * Which convolutions a device computes wrong as they are, and right in another way.
 *
 * @throws UserError (exit code 1) where something is wrong in every way.
 */
export async function wrongGeometries(
  device: Pick<Device, 'sessions'>,
  trials: readonly Trial[] = TRIALS,
): Promise<ReadonlySet<Geometry>> {
  const outputs = Object.fromEntries(
    trials.flatMap((trial, i) => [
      [direct(i), trial.node],
      ...(trial.instead ? [[instead(i), trial.instead.node]] : []),
    ]),
  );
  const inputs = inputsOf(Object.values(outputs));
  const names = inputs.map(({ attributes }) => attributes.name);
  const drawn = sampleFeeds(inputs, 1);
  const feeds = Object.fromEntries(names.map((name, i) => [name, drawn[`x${i}`]!]));

  const session = await createSession(graphModel('probe', outputs), { device, threads: 1 });
  const found = await session.run(
    Object.fromEntries(
      names.map((name) => [name, floats(Float32Array.from(feeds[name]!.data), feeds[name]!.shape)]),
    ),
  );
  await session.release();
  const isRight = (name: string): boolean => {
    const [exact] = evaluate([outputs[name]!], feeds);
    const numbers = found[name]!.data as Float32Array;
    return exact!.data.every((value, i) => Math.abs(value - numbers[i]!) < TOLERANCE);
  };

  const wrong = new Set<Geometry>();
  for (const [i, trial] of trials.entries()) {
    if (isRight(direct(i))) continue;
    if (!trial.instead || !isRight(instead(i)))
      throw runError(
        `this GPU, or its driver, computes wrong: ${trial.name}. \`--engine onnx\` computes on the CPU; a newer driver may help.`,
      );
    wrong.add(trial.instead.geometry);
  }
  return wrong;
}
