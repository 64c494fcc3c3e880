/** @file Replicas on onnxruntime: one after another where a device computes a single run as fast as it can. */
import { checkAlike, checkSteps, type Replicas } from '../replicas.ts';
import type { TrainerSpec } from '../trainer.ts';
import type { Device } from './device.ts';
import { createTrainer } from './trainer.ts';

/**
 * Several runs on one device; `text` is what it is called.
 * @throws UserError (exit code 2) where they can't be together.
 */
export async function createReplicas(
  specs: readonly TrainerSpec[],
  device: Device,
  text: string,
): Promise<Replicas> {
  checkAlike(specs);
  return oneByOne(specs, device, text);
}

/** A trainer each: the same bits as without the others. */
async function oneByOne(specs: readonly TrainerSpec[], device: Device, text: string): Promise<Replicas> {
  const trainers = await Promise.all(specs.map((spec) => createTrainer(spec, device, text)));
  return {
    device: text,
    count: specs.length,
    async train(steps) {
      checkSteps(steps, trainers.length);
      const results = [];
      for (const [i, { samples, rates, prepared }] of steps.entries())
        results.push(await trainers[i]!.train(samples, rates, prepared));
      return results;
    },
    forward: (replica) => trainers[replica]!.forward,
    read: (replica) => trainers[replica]!.read(),
    write: (replica, state) => trainers[replica]!.write(state),
    close: async () => void (await Promise.all(trainers.map((trainer) => trainer.close()))),
  };
}
