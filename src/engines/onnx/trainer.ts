/** @file The Trainer on onnxruntime: the training step by the program of its device, the rest by forward passes. */
import { LOSSES } from '../../network/losses.ts';
import { stoppable } from '../forward.ts';
import type { Trainer, TrainerSpec } from '../trainer.ts';
import type { Device, StepProgram } from './device.ts';
import { forwardPasses } from './forward.ts';
import { type ImageStore, imageStore } from './images/image-store.ts';
import { type Steps, singleRun } from './steps.ts';

/** Compiles the training step for a device; `text` is what the trainer calls it. */
export async function createTrainer(spec: TrainerSpec, device: Device, text: string): Promise<Trainer> {
  const { network, threads, rules } = spec;
  const images = imageStore({ device, threads }, spec);
  const program = await openProgram(spec, device, { steps: singleRun(spec, device), images });
  const passes = forwardPasses({ device, network, threads, rules, images: images.of, state: program.state });
  return {
    device: text,
    remark: images.remark(),
    ...(program.makesBatches && { makesBatches: true }),
    train: program.train,

    forward: stoppable(passes.forward, spec.stop),

    read: program.read,
    write: program.write,
    async close() {
      await program.close();
      await passes.close();
      await images.free();
    },
  };
}

/** Opens the program of a device, for what its steps compute. */
export async function openProgram(
  spec: TrainerSpec,
  device: Device,
  { steps, images }: { readonly steps: Steps; readonly images: ImageStore },
): Promise<StepProgram> {
  const { dataset, threads, objective, givenBatches = false, ownBatches } = spec;
  const open = await device.program();
  return open({
    device,
    threads,
    ...steps,
    samples: dataset.train,
    sampleShape: dataset.sampleShape,
    imageSize: dataset.imageSize,
    labels: LOSSES[objective].target === 'label',
    givenBatches,
    ownBatches,
    images: images.of,
  });
}
