/** @file The Trainer on onnxruntime: the training step by the program of its device, the rest by forward passes. */
import { LOSSES } from '../../network/losses.ts';
import { maskSpecs } from '../../network/masks.ts';
import { stoppable } from '../forward.ts';
import { stateShapes } from '../graphs.ts';
import type { Trainer, TrainerSpec } from '../trainer.ts';
import type { Device, StepProgram } from './device.ts';
import { forwardPasses } from './forward.ts';
import { applyRules } from './rules/rules.ts';
import { trainingStep } from './step.ts';

/** Compiles the training step for a device; `text` is what the trainer calls it. */
export async function createTrainer(spec: TrainerSpec, device: Device, text: string): Promise<Trainer> {
  const { network, threads, rules } = spec;
  const program = await openProgram(spec, device);
  const passes = forwardPasses({ device, network, threads, rules, state: program.state });
  return {
    device: text,
    train: program.train,

    forward: stoppable(passes.forward, spec.stop),

    read: program.read,
    write: program.write,
    close: async () => void (await Promise.all([program.close(), passes.close()])),
  };
}

async function openProgram(spec: TrainerSpec, device: Device): Promise<StepProgram> {
  const { network, dataset, threads, rules, batchSize, givenBatches = false } = spec;
  const open = await device.program();
  return open({
    device,
    threads,
    step: applyRules(trainingStep(spec, batchSize), rules, device),
    state: stateShapes(spec),
    samples: dataset.train,
    sampleShape: dataset.sampleShape,
    batch: batchSize,
    labels: LOSSES[spec.objective].target === 'label',
    givenBatches,
    masks: maskSpecs(network),
  });
}
