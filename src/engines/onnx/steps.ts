/** @file What the steps of one run compute and take, for the program of a device. */
import { maskSpecs } from '../../network/masks.ts';
import { stateShapes } from '../graphs.ts';
import type { TrainerSpec } from '../trainer.ts';
import type { Device, StepSpec } from './device.ts';
import { applyRules } from './rules/rules.ts';
import { trainingStep } from './step.ts';

/** What depends on the networks that are trained. */
export type Steps = Pick<StepSpec, 'step' | 'state' | 'batch' | 'runs' | 'masks'>;

export const singleRun = (spec: TrainerSpec, device: Pick<Device, 'withoutRules'>): Steps => ({
  step: applyRules(trainingStep(spec, spec.batchSize), spec.rules, device),
  state: stateShapes(spec),
  batch: spec.batchSize,
  runs: [],
  masks: maskSpecs(spec.network).map((mask) => ({ ...mask, batch: spec.batchSize })),
});
