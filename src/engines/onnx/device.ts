/** @file What a device of onnxruntime is to this engine: how sessions are made for it, which rules pay there, and how training steps are taken on it. */
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Split } from '../../data/dataset.ts';
import type { MaskSpec } from '../../network/masks.ts';
import type { Obstacle } from '../engine.ts';
import type { RuleName } from '../rule-names.ts';
import type { Trainer, TrainerSpec } from '../trainer.ts';
import type { Substitutes } from './expand.ts';
import type { DeviceImages } from './images/device-images.ts';
import type { Outputs } from './rules/rule.ts';

export interface Device {
  /** What computes. */
  readonly summary: string;
  /** What to type where it does not work. */
  readonly remedy: string;
  /** Whether `auto` may take it. */
  readonly auto: boolean;
  /** What its driver must be, for a device whose driver may compute on the CPU. */
  readonly driver?: 'hardware' | 'software';
  /** Whether products may be rounded to TF32 there (engine.precision). */
  readonly tf32?: boolean;
  /** What of it is missing at first sight: files are looked for, nothing is loaded. */
  missing?(): Promise<Obstacle | undefined>;
  /** Its execution providers, and what else its sessions want. */
  readonly sessions: InferenceSession.SessionOptions;
  /** What takes the place of a graph's ops for want of kernels, or of right ones. */
  substitutes?(outputs: Outputs): Promise<Substitutes>;
  /** Rules that make a step no faster there, or that it has no kernels for: `engine.rules: all` leaves them out. */
  readonly withoutRules: readonly RuleName[];
  /** Where tensors stay between calls, on a device of which they would have to come back; absent: on the host. */
  readonly memory?: Tensor.DataLocation;
  /** How several runs are trained together: one after the other, or as one graph where a single one leaves the device waiting to be told what to do. */
  readonly replicas: 'one by one' | 'as one graph';
  /** How steps are taken on it. */
  program(): Promise<OpenProgram>;
}

/** A mask that a step takes, for a batch of so many samples. */
export interface StepMask extends Pick<MaskSpec, 'name' | 'shape'> {
  readonly batch: number;
}

/** What steps are taken of. */
export interface StepSpec {
  readonly device: Device;
  readonly threads: number;
  /** One step, its rules applied: every state tensor afterwards by name, the loss and, where there are classes, the errors. */
  readonly step: Outputs;
  /** Shapes of the state by name. */
  readonly state: ReadonlyMap<string, readonly number[]>;
  /** Where samples are taken from. */
  readonly samples: Split;
  readonly sampleShape: readonly number[];
  /** Height and width of a sample as an image, which sampleShape may have joined. */
  readonly imageSize: readonly [height: number, width: number];
  /** Samples of a step, those of all runs together. */
  readonly batch: number;
  /** What axis rates and results of a step have: [] for one run, [R] for R that are trained at once. */
  readonly runs: readonly number[];
  /** Whether the step reads labels. */
  readonly labels: boolean;
  /** Whether the images of every batch are given, instead of being taken from `samples`. */
  readonly givenBatches: boolean;
  /** As a trainer is told of it. */
  readonly ownBatches: TrainerSpec['ownBatches'];
  /** The images of a split where they lie on the device; undefined where they do not. */
  images(split: Split): Promise<DeviceImages | undefined>;
  readonly masks: readonly StepMask[];
}

/** A compiled training step, and the state that it goes on from: zero until it is written. */
export interface StepProgram extends Pick<Trainer, 'makesBatches' | 'train' | 'read' | 'write' | 'close'> {
  /** The tensors of the moment, by name, wherever the device keeps them; good until the next step. */
  state(): ReadonlyMap<string, Tensor>;
}

export type OpenProgram = (spec: StepSpec) => Promise<StepProgram>;
