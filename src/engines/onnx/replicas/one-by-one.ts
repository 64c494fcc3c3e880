/** @file Replicas one after the other, with a trainer each: the same bits as without the others, and as fast where a single run leaves nothing idle. */
import { checkSteps, type Replicas } from '../../replicas.ts';
import type { TrainerSpec } from '../../trainer.ts';
import type { Device } from '../device.ts';
import { createTrainer } from '../trainer.ts';

export async function oneByOne(
  specs: readonly TrainerSpec[],
  device: Device,
  text: string,
): Promise<Replicas> {
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
